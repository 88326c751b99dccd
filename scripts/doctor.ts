import { examineDeployment } from "./doctor/examine-deployment.ts";
import { printFindings } from "./doctor/findings.ts";

// `npm run doctor`; inside the image: docker compose run --rm worker node scripts/doctor.ts
process.exit(printFindings(await examineDeployment(process.env), (line) => console.log(line)));

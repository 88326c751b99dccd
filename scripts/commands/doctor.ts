import { examineDeployment } from "../doctor/examine-deployment.ts";
import { printFindings } from "../doctor/findings.ts";
import { say } from "../stack/say.ts";

/** What `.env` or the environment names, looked at from here. @returns the exit code: 1 when something is to be mended */
export async function doctor(): Promise<number> {
  say("• Looking at the deployment that the environment names…");
  return printFindings(await examineDeployment(process.env), (line) => console.log(line));
}

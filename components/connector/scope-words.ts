import { formatCount } from "#components/ui/format.ts";
import type { ScopeKind } from "#lib/domain/scope.ts";

/** Who is archived, as the choices name it. */
export const SCOPE_NAMES: Record<ScopeKind, string> = {
  everybody: "Everybody who is mapped",
  only: "Only the listed mailboxes",
  except: "Everybody but the listed mailboxes",
};

/** What holds now, once it was chosen. */
export function scopeSentence(kind: ScopeKind, listed: number): string {
  const mailboxes =
    listed === 1 ? "the one listed mailbox" : `the ${formatCount(listed, "en")} listed mailboxes`;
  const sentences: Record<ScopeKind, string> = {
    everybody: "Everybody who is mapped is archived from the next import on.",
    only: `From the next import on, nobody but ${mailboxes} is archived.`,
    except: `From the next import on, everybody but ${mailboxes} is archived.`,
  };
  return sentences[kind];
}

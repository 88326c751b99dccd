import { formatCountOf } from "#components/ui/format.ts";
import type { ScopeKind } from "#lib/domain/scope.ts";

/** Who is archived, as the choices name it. */
export const SCOPE_NAMES: Record<ScopeKind, string> = {
  everybody: "Everybody who is mapped",
  only: "Only the listed mailboxes",
  except: "Everybody but the listed mailboxes",
};

/** What holds now, once it was chosen. */
export function scopeSentence(kind: ScopeKind, listed: number): string {
  const mailboxes = formatCountOf(listed, "mailbox", "en", "mailboxes");
  const sentences: Record<ScopeKind, string> = {
    everybody: "Everybody who is mapped is archived from the next import on.",
    only: `From the next import on, only ${mailboxes} of your list will be archived.`,
    except: `From the next import on, everybody but ${mailboxes} of your list will be archived.`,
  };
  return sentences[kind];
}

"use client";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { IDLE_MINUTES, IDLE_WARNING_MINUTES } from "#lib/domain/session.ts";
import { keepSession } from "./auth-requests.ts";

/** What every tab of the browser knows: when somebody last did something in one of them. */
const STORAGE_KEY = "mac-active-at";
const SIGNS = ["pointerdown", "keydown", "wheel", "touchstart"] as const;
const LOOK_EVERY_MS = 5_000;
const TELL_EVERY_MS = 60_000;
const IDLE_MS = IDLE_MINUTES * 60_000;
const WARNING_MS = IDLE_WARNING_MINUTES * 60_000;

/** Watches for a person, and tells the portal of one once a minute at most. */
export function useIdle(onIdle: () => void): { isWarning: boolean; stay: () => void } {
  const [isWarning, setWarning] = useState(false);
  const toldAt = useRef(0);
  const hasEnded = useRef(false);

  const end = () => {
    if (hasEnded.current) return;
    hasEnded.current = true;
    onIdle();
  };
  const confirm = async () => {
    try {
      if (!(await keepSession())) end();
    } catch {
      // A sign that did not arrive is followed by the next one.
      toldAt.current = 0;
    }
  };
  const tell = () => {
    const now = Date.now();
    window.localStorage.setItem(STORAGE_KEY, String(now));
    if (now - toldAt.current < TELL_EVERY_MS) return;
    toldAt.current = now;
    void confirm();
  };
  const stay = () => {
    setWarning(false);
    tell();
  };
  // Once they are asked, only an answer counts.
  const onSign = useEffectEvent(() => {
    if (!isWarning) tell();
  });
  const look = useEffectEvent(() => {
    const idleMs = Date.now() - Number(window.localStorage.getItem(STORAGE_KEY));
    setWarning(idleMs >= IDLE_MS - WARNING_MS);
    if (idleMs >= IDLE_MS) end();
  });

  useEffect(() => {
    // Whoever opened the page is there.
    onSign();
    const timer = window.setInterval(look, LOOK_EVERY_MS);
    for (const sign of SIGNS) window.addEventListener(sign, onSign, { passive: true });
    return () => {
      window.clearInterval(timer);
      for (const sign of SIGNS) window.removeEventListener(sign, onSign);
    };
  }, []);
  return { isWarning, stay };
}

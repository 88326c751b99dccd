/** Without a sign of life from its browser for so long, a session ends. */
export const IDLE_MINUTES = 30;
/** So long before that, the viewer is asked whether they are still there. */
export const IDLE_WARNING_MINUTES = 2;

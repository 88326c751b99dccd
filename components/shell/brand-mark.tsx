/** The product's sign: a message going into an archive box. Inherits its colour. */
export function BrandMark({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" fill="none" aria-hidden="true" focusable="false">
      <path
        d="M5 2.5h14a1.5 1.5 0 0 1 1.5 1.5v5a1.5 1.5 0 0 1-1.5 1.5h-5.2L12 12.8l-1.8-2.3H5A1.5 1.5 0 0 1 3.5 9V4A1.5 1.5 0 0 1 5 2.5Z"
        fill="currentColor"
        fillOpacity="0.9"
      />
      <path d="M7 5.4h10M7 7.7h6" stroke="#0c3b5e" strokeWidth="1.2" strokeLinecap="round" />
      <path
        d="M2.5 13.5h5.2l1.2 2h6.2l1.2-2h5.2V20a1.5 1.5 0 0 1-1.5 1.5H4A1.5 1.5 0 0 1 2.5 20v-6.5Z"
        fill="#4fc3f7"
      />
    </svg>
  );
}

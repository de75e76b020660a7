type PageSkeletonProps = {
  label?: string;
  /** The heading is there already. */
  hasHeading?: boolean;
  /** As large as the cards that come. */
  size?: 'large' | 'regular';
  /** Of homes, or of the flatter cards of timelines. */
  shape?: 'homes' | 'timelines';
};

/** The shape of a page whose code or data is still on the way. */
export function PageSkeleton(props: PageSkeletonProps) {
  const { label = 'Loading the page', hasHeading = false, size = 'regular', shape = 'homes' } = props;
  const columns = size === 'large' ? 'sm:grid-cols-2' : 'sm:grid-cols-2 lg:grid-cols-3';
  return (
    <div role="status" aria-label={label}>
      {!hasHeading && (
        <div className="mb-8">
          <div className="skeleton h-9 w-64 max-w-full" />
          <div className="skeleton mt-3 h-5 w-40" />
        </div>
      )}
      <div className={`grid gap-5 sm:gap-6 ${columns}`} aria-hidden="true">
        {['a', 'b', 'c', 'd', 'e', 'f'].map((key) => (
          <div key={key} className="overflow-hidden rounded-xl border border-line bg-surface">
            <div className={`skeleton rounded-none ${shape === 'homes' ? 'aspect-4/3' : 'h-40'}`} />
            <div className="space-y-3 p-5">
              <div className="skeleton h-6 w-32" />
              <div className="skeleton h-4 w-48 max-w-full" />
              <div className="skeleton h-4 w-36" />
            </div>
          </div>
        ))}
      </div>
    </div>
  );
}

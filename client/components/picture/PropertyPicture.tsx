import { useState } from 'react';
import { HomeDrawing } from './HomeDrawing.tsx';

type PropertyPictureProps = {
  property: { id: string; address: string; imageUrl: string | null; propertyType?: string | null };
  /** Decoration where the address stands beside it anyway. */
  isDecoration?: boolean;
  /** Seen at once, so not to be loaded lazily. */
  isFirst?: boolean;
  className?: string;
};

/** A property's photograph; without one, or when it cannot be loaded, a home drawn from the property's id. */
export function PropertyPicture({
  property,
  isDecoration = false,
  isFirst = false,
  className = '',
}: PropertyPictureProps) {
  const [brokenUrl, setBrokenUrl] = useState<string | null>(null);
  const { id, address, imageUrl, propertyType = null } = property;
  const fill = `block size-full object-cover ${className}`;

  if (imageUrl === null || imageUrl === brokenUrl) {
    const label = isDecoration ? {} : { label: `Drawing of a home, ${address}` };
    return <HomeDrawing id={id} propertyType={propertyType} className={fill} {...label} />;
  }
  return (
    <img
      src={imageUrl}
      alt={isDecoration ? '' : `The home at ${address}`}
      loading={isFirst ? 'eager' : 'lazy'}
      decoding="async"
      referrerPolicy="no-referrer"
      onError={() => setBrokenUrl(imageUrl)}
      className={fill}
    />
  );
}

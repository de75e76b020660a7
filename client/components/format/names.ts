/** "Dr. Ann Archer", "The Coles": here the first word alone is no name. */
const noName = /^the$|\.$/i;

/** What somebody is called where there is little room or much familiarity: the first name, if the name begins with one. */
export function firstNameOf(name: string): string {
  const [first = ''] = name.trim().split(/\s+/);
  return first === '' || noName.test(first) ? name.trim() : first;
}

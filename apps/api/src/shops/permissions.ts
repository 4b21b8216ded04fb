/** Who may do what in a shop. All its members may read; who is none does not even learn that it exists. */
export type Role = "owner" | "staff";

const permissions = {
  /** create and rename them; add, order, describe, delete, restore and move their images */
  editProducts: ["owner", "staff"],
  archiveProducts: ["owner"],
  renameShop: ["owner"],
  /** invite and remove them, and give them another role; everybody may leave */
  manageMembers: ["owner"],
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof permissions;

export function may(role: Role, permission: Permission): boolean {
  const roles: readonly Role[] = permissions[permission];
  return roles.includes(role);
}

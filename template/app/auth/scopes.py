"""What a token may be good for."""

FILES_READ = "files:read"
FILES_WRITE = "files:write"
ITEMS_READ = "items:read"
ITEMS_WRITE = "items:write"
ADMIN = "admin"

SCOPES = {
    FILES_READ: "Read your files.",
    FILES_WRITE: "Upload and delete your files.",
    ITEMS_READ: "Read your items.",
    ITEMS_WRITE: "Create, change and delete your items.",
    ADMIN: "Manage all users.",
}


def scopes_of(*, is_admin: bool) -> frozenset[str]:
    """Return all that a user may do; a token may be narrower, never wider."""
    return frozenset(SCOPES) if is_admin else frozenset(SCOPES) - {ADMIN}

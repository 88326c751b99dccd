-- Who has used the portal, and with which roles: Entra ID alone knows who has a role; this is what was seen of it.
CREATE TABLE member (
  tenant_id     uuid NOT NULL REFERENCES tenant,
  user_id       text NOT NULL,
  name          text NOT NULL,
  email         text NOT NULL,
  roles         text[] CHECK (roles IS NOT NULL),
  first_seen_at timestamptz NOT NULL,
  last_seen_at  timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, user_id)
);
CREATE INDEX member_seen ON member (tenant_id, last_seen_at DESC, user_id DESC);
CALL keep_to_tenant('member');
GRANT SELECT, INSERT, UPDATE (name, email, roles, last_seen_at) ON member TO mac_app;

local typedefs = require "kong.db.schema.typedefs"

return {
  name = "scopegate",
  fields = {
    { consumer = typedefs.no_consumer },
    { protocols = typedefs.protocols_http },
    {
      config = {
        type = "record",
        fields = {
          { url = typedefs.url({ required = true }) },
          -- Which API this is, and the host that the application gets.
          { host = typedefs.host({ required = true }) },
          { timeout_ms = { type = "integer", default = 2000, between = { 1, 60000 } } },
          { caller_token = { type = "string", referenceable = true, encrypted = true } },
        },
      },
    },
  },
}

using System.Text.Json;
using System.Text.Json.Serialization;

namespace MLSecOps.Contracts.Varlink;

/// <summary>A reply or an error, varlink.org "Reply". Untrusted on the client.</summary>
/// <param name="Parameters">The method's results, or the error's; an object or absent.</param>
/// <param name="Error">The error's full name; null for a reply.</param>
/// <param name="Continues">More replies follow.</param>
public sealed record VarlinkReply(
    JsonElement? Parameters = null,
    string? Error = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Continues = false);

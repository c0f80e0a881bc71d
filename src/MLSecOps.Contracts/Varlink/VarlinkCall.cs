using System.Text.Json;
using System.Text.Json.Serialization;

namespace MLSecOps.Contracts.Varlink;

/// <summary>A method call, varlink.org "Method call". Untrusted on the server.</summary>
/// <param name="Method">Interface and method, such as <c>io.mlsec.Agent.Status</c>.</param>
/// <param name="Parameters">An object, or absent.</param>
/// <param name="Oneway">The caller wants no reply.</param>
/// <param name="More">The caller takes several replies.</param>
public sealed record VarlinkCall(
    string Method,
    JsonElement? Parameters = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Oneway = false,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool More = false);

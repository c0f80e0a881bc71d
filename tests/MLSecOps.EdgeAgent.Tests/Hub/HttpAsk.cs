namespace MLSecOps.EdgeAgent.Tests.Hub;

/// <summary>One request as a server saw it.</summary>
/// <param name="Line">Method, target and version.</param>
/// <param name="Headers">By lower-case name.</param>
/// <param name="Body">The body.</param>
/// <param name="ClientName">Common name of the client's certificate; null without one.</param>
internal sealed record HttpAsk(string Line, IReadOnlyDictionary<string, string> Headers, byte[] Body, string? ClientName)
{
    public string? this[string name] => Headers.GetValueOrDefault(name);

    /// <summary>First byte of the range that is asked for; 0 for the whole.</summary>
    public int From => this["range"] is { } range ? int.Parse(range["bytes=".Length..].TrimEnd('-')) : 0;
}

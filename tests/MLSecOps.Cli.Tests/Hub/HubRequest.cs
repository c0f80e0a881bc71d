namespace MLSecOps.Cli.Tests.Hub;

/// <summary>One request as the hub of a test saw it.</summary>
/// <param name="Line">Method, path with query.</param>
/// <param name="Headers">Names in lower case.</param>
/// <param name="Body">All bytes that came.</param>
/// <param name="Client">Subject of the client's certificate; null when it showed none.</param>
internal sealed record HubRequest(string Line, IReadOnlyDictionary<string, string> Headers, byte[] Body, string? Client)
{
    public string Text => System.Text.Encoding.UTF8.GetString(Body);
}

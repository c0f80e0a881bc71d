using MLSecOps.Cli.Keys;

namespace MLSecOps.Cli.Commands;

/// <summary>The operator.toml that <c>trust init</c> writes.</summary>
internal static class OperatorFileText
{
    // The hub's own default, hub.toml https.listen.
    private const int Port = 8443;

    public static string Of(HubHost hub) =>
        $"""
        # How this person reaches the hub: mlsec model push, rollout and device read it. Paths are relative to this file.
        # Copy it with trust.toml, the folder anchors and the two files below to ~/.config/mlsec; the key is this person's alone.

        hub = "https://{hub.InUrl}:{Port}"
        trust = "trust.toml"
        cert = "keys/operator.pem"
        key = "keys/operator.key"

        """;
}

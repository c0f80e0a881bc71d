using System.CommandLine;

namespace MLSecOps.Cli.Grammar;

/// <summary>The one list of flags: the same name means the same thing everywhere. Values are text; each command says itself what is wrong with one.</summary>
internal static class Flags
{
    public const string JsonName = "--json";

    public static Option<bool> Json() => new(JsonName, "-j") { Description = "print one JSON document, also on failure", Recursive = true };

    public static Option<bool> Quiet() => new("--quiet", "-q") { Description = "print nothing; the exit code says it", Recursive = true };

    public static Option<string> Color() => new("--color") { Description = "auto, always or never (default auto)", HelpName = "WHEN", Recursive = true };

    public static Option<bool> Help() => new("--help", "-h") { Description = "this text", Recursive = true };

    public static Option<string> Trust() => new("--trust") { Description = "whose signatures count (default /etc/mlsec/trust.toml)", HelpName = "FILE" };

    public static Option<string[]> Anchors(bool required = false) => new("--anchors")
    {
        Description = "CA certificate, PEM, that the signer's certificate chains to; may be given several times",
        HelpName = "FILE",
        Required = required,
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
    };

    public static Option<string> PublicKey() => new("--public-key")
    {
        Description = "the signer's public key: PEM (key or certificate) or JWK; with model verify, instead of --trust or --anchors",
        HelpName = "FILE",
    };

    public static Option<string> Fleet() => new("--fleet") { Description = "the fleet to judge for (default: the trust file's; audience is not checked without one)", HelpName = "NAME" };

    public static Option<string> Hardware() => new("--hardware") { Description = "the hardware to judge for (not checked without)", HelpName = "NAME" };

    public static Option<string> At() => new("--at") { Description = "judge as of this time, RFC 3339 (default: now, by this machine's clock)", HelpName = "TIME" };

    public static Option<string> Config() => new("--config") { Description = "this file alone instead of the standard layers", HelpName = "FILE" };

    public static TimeSpan LeastValid { get; } = TimeSpan.FromMinutes(1);

    public static TimeSpan MostValid { get; } = TimeSpan.FromHours(24);

    public static Option<string> Valid() => new("--valid") { Description = "how long the token counts, 1m to 24h (default 1h)", HelpName = "DURATION" };

    public static Option<string> Socket() => new("--socket") { Description = "the agent's socket (default: varlink.socket of the configuration)", HelpName = "PATH" };

    public static Option<string> Wait() => new("--wait")
    {
        Description = "wait at most this long for the outcome, such as 60s (default: 30s for a challenge, 60s for an enrolment, not at all for a rollout)",
        HelpName = "DURATION",
    };

    public static Option<string> PassphraseFile() => new("--passphrase-file") { Description = "first line is the passphrase of the private keys", HelpName = "FILE" };

    public static Option<string> Output(string description, bool required) =>
        new("--output", "-o") { Description = description, HelpName = "FILE", Required = required };

    public static Option<string> Worker() => new("--worker") { Description = "the worker's program (default: beside mlsec, then /usr/libexec/mlsec)", HelpName = "FILE" };

    public static Option<string[]> ExternalData() => new("--external-data")
    {
        Description = "a file with weights of the model, by the name that the model states, relative to its folder; may be given several times (default: NAME.onnx.data and NAME.onnx_data)",
        HelpName = "FILE",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
    };

    public static Argument<string> Model() => new("FILE") { Description = "model (.onnx) or package (.mlpkg)" };

    public static Argument<string> Ueid() => new("UEID") { Description = "the device: 34 hexadecimal digits, or at least 6 of its first" };

    public static Argument<string> Package() => new("PACKAGE") { Description = "package file (.mlpkg)" };
}

using System.CommandLine;
using MLSecOps.Cli.Grammar;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Packages;
using MLSecOps.Formats.Documents;

namespace MLSecOps.Cli.Commands;

/// <summary>What a publisher states about a release, as flags of <c>model pack</c>.</summary>
internal sealed class PackFlags
{
    private readonly Option<string> _name = new("--name") { Description = "the model's slot on devices: lower-case letters, digits and hyphens", HelpName = "NAME", Required = true };
    private readonly ReleaseFlags _release = new(versionRequired: true);
    private readonly Option<string[]> _audience = new("--audience") { Description = "a fleet that may run it; may be given several times (default: any)", HelpName = "FLEET" };
    private readonly Option<string[]> _hardware = new("--hardware") { Description = "hardware that may run it; may be given several times (default: any)", HelpName = "NAME" };
    private readonly Option<string> _minAgent = new("--min-agent") { Description = "oldest agent version that may install it", HelpName = "X.Y.Z" };
    private readonly Option<string> _format = new("--format") { Description = "onnx, or opaque: held and verified, never run here (default onnx)", HelpName = "FORMAT" };
    private readonly Option<string> _source = new("--source") { Description = "where the model came from, such as git+https://example.org/m@COMMIT", HelpName = "URL" };
    private readonly Option<string> _trainingData = new("--training-data") { Description = "SHA-256 of the training data, sha256:HEX", HelpName = "DIGEST" };

    public void AddTo(Command command)
    {
        command.Add(_name);
        _release.AddTo(command);
        Option[] flags = [_audience, _hardware, _minAgent, _format, _source, _trainingData];
        foreach (Option flag in flags)
        {
            command.Add(flag);
        }
    }

    /// <summary>The manifest that the flags state, without files.</summary>
    public ModelManifest Manifest(Invocation invocation)
    {
        Release release = _release.Read(invocation);
        string? minAgent = invocation.Text(_minAgent);
        Check(invocation, minAgent is null || SemanticVersion.TryParse(minAgent) is not null, "--min-agent must be a semantic version such as 0.1.0");
        return new ModelManifest(
            Valid(invocation, invocation.Text(_name)!, ManifestNames.IsModel, "--name must be 1 to 63 lower-case letters, digits and hyphens that begin with a letter or digit"),
            release.Version!,
            release.Number,
            ManifestNames.FindFormat(invocation.Text(_format) ?? "onnx") ?? throw invocation.Usage("--format must be onnx or opaque"),
            Labels(invocation, _audience),
            release.Issued,
            release.Expires,
            Labels(invocation, _hardware),
            minAgent,
            [],
            Provenance(invocation));
    }

    private static string[] Labels(Invocation invocation, Option<string[]> flag)
    {
        string[] labels = invocation.Texts(flag);
        Check(invocation, labels.All(ManifestNames.IsLabel), $"{flag.Name} must be 1 to 63 letters, digits and ._- that begin with a letter or digit");
        Check(invocation, labels.Distinct(StringComparer.Ordinal).Count() == labels.Length, $"{flag.Name} names the same twice");
        return labels;
    }

    private Provenance? Provenance(Invocation invocation)
    {
        string? source = invocation.Text(_source);
        Sha256Digest digest = default;
        bool data = invocation.Text(_trainingData) is { } text
            && (Sha256Digest.TryParse(text, out digest) ? true : throw invocation.Usage("--training-data must be sha256: and 64 hexadecimal digits"));
        return source is null && !data ? null : new Provenance(source, data ? digest : null);
    }

    private static string Valid(Invocation invocation, string text, Func<string, bool> rule, string mustBe)
    {
        Check(invocation, rule(text), mustBe);
        return text;
    }

    private static void Check(Invocation invocation, bool good, string mustBe)
    {
        if (!good)
        {
            throw invocation.Usage(mustBe);
        }
    }
}

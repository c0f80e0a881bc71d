using System.CommandLine;
using System.Globalization;
using MLSecOps.Cli.Grammar;
using MLSecOps.Configuration;
using MLSecOps.Contracts.Commands;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Packages;
using MLSecOps.Formats;
using MLSecOps.Formats.Documents;

namespace MLSecOps.Cli.Commands;

/// <summary>What a publisher states about a release, as flags of <c>model pack</c>.</summary>
internal sealed class PackFlags
{
    private static readonly TimeSpan DefaultValidity = TimeSpan.FromDays(180);

    private readonly Option<string> _name = new("--name") { Description = "the model's slot on devices: lower-case letters, digits and hyphens", HelpName = "NAME", Required = true };
    private readonly Option<string> _version = new("--version") { Description = "semantic version, for people", HelpName = "X.Y.Z", Required = true };
    private readonly Option<string> _release = new("--release") { Description = "release number, for machines: higher than every release before", HelpName = "N", Required = true };
    private readonly Option<string> _expires = new("--expires") { Description = "end of validity: RFC 3339, or a duration such as 90d (default 180d)", HelpName = "TIME" };
    private readonly Option<string> _issued = new("--issued") { Description = "begin of validity, RFC 3339 (default: SOURCE_DATE_EPOCH, else now)", HelpName = "TIME" };
    private readonly Option<string[]> _audience = new("--audience") { Description = "a fleet that may run it; may be given several times (default: any)", HelpName = "FLEET" };
    private readonly Option<string[]> _hardware = new("--hardware") { Description = "hardware that may run it; may be given several times (default: any)", HelpName = "NAME" };
    private readonly Option<string> _minAgent = new("--min-agent") { Description = "oldest agent version that may install it", HelpName = "X.Y.Z" };
    private readonly Option<string> _format = new("--format") { Description = "onnx, or opaque: held and verified, never run here (default onnx)", HelpName = "FORMAT" };
    private readonly Option<string> _source = new("--source") { Description = "where the model came from, such as git+https://example.org/m@COMMIT", HelpName = "URL" };
    private readonly Option<string> _trainingData = new("--training-data") { Description = "SHA-256 of the training data, sha256:HEX", HelpName = "DIGEST" };

    public void AddTo(Command command)
    {
        Option[] flags = [_name, _version, _release, _expires, _issued, _audience, _hardware, _minAgent, _format, _source, _trainingData];
        foreach (Option flag in flags)
        {
            command.Add(flag);
        }
    }

    /// <summary>The manifest that the flags state, without files.</summary>
    public ModelManifest Manifest(Invocation invocation)
    {
        DateTimeOffset issued = Whole(Issued(invocation));
        DateTimeOffset expires = Whole(Expires(invocation, issued));
        string? minAgent = invocation.Text(_minAgent);
        Check(invocation, minAgent is null || SemanticVersion.TryParse(minAgent) is not null, "--min-agent must be a semantic version such as 0.1.0");
        Check(invocation, expires > issued, $"--expires must be later than the begin of validity, {DocumentDate.Format(issued)}");
        return new ModelManifest(
            Valid(invocation, invocation.Text(_name)!, ManifestNames.IsModel, "--name must be 1 to 63 lower-case letters, digits and hyphens that begin with a letter or digit"),
            Valid(invocation, invocation.Text(_version)!, text => SemanticVersion.TryParse(text) is not null, "--version must be a semantic version such as 1.4.2"),
            Release(invocation),
            ManifestNames.FindFormat(invocation.Text(_format) ?? "onnx") ?? throw invocation.Usage("--format must be onnx or opaque"),
            Labels(invocation, _audience),
            issued,
            expires,
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

    private long Release(Invocation invocation)
    {
        bool good = long.TryParse(invocation.Text(_release), NumberStyles.None, CultureInfo.InvariantCulture, out long release) && release is >= 1 and <= Limits.Release;
        return good ? release : throw invocation.Usage($"--release must be a number from 1 to {Limits.Release}");
    }

    private DateTimeOffset Issued(Invocation invocation)
    {
        if (invocation.Text(_issued) is { } text)
        {
            return Timestamp.TryParse(text, out DateTimeOffset stated) ? stated : throw invocation.Usage("--issued must be a time such as 2026-11-20T10:00:00Z");
        }

        // reproducible-builds.org: seconds since 1970, set by whoever wants the same bytes again.
        string epoch = invocation.Surroundings.Value("SOURCE_DATE_EPOCH");
        return epoch.Length == 0 ? invocation.Now
            : long.TryParse(epoch, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds) && seconds < 253402300800 ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : throw invocation.Usage("SOURCE_DATE_EPOCH must be seconds since 1970");
    }

    private DateTimeOffset Expires(Invocation invocation, DateTimeOffset issued) => invocation.Text(_expires) switch
    {
        null => issued + DefaultValidity,
        { } text when Units.TryDuration(text, out TimeSpan duration) => issued + duration,
        { } text when Timestamp.TryParse(text, out DateTimeOffset stated) => stated,
        _ => throw invocation.Usage("--expires must be a time such as 2027-05-20T00:00:00Z or a duration such as 90d"),
    };

    private Provenance? Provenance(Invocation invocation)
    {
        string? source = invocation.Text(_source);
        Sha256Digest digest = default;
        bool data = invocation.Text(_trainingData) is { } text
            && (Sha256Digest.TryParse(text, out digest) ? true : throw invocation.Usage("--training-data must be sha256: and 64 hexadecimal digits"));
        return source is null && !data ? null : new Provenance(source, data ? digest : null);
    }

    private static DateTimeOffset Whole(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());

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

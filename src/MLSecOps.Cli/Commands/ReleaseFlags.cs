using System.CommandLine;
using System.Globalization;
using MLSecOps.Cli.Grammar;
using MLSecOps.Formats;
using MLSecOps.Formats.Documents;

namespace MLSecOps.Cli.Commands;

/// <summary>What tells one release of a model from the next, as flags of <c>model pack</c> and <c>model reissue</c>.</summary>
internal sealed class ReleaseFlags(bool versionRequired)
{
    private readonly Option<string> _version = new("--version")
    {
        Description = "semantic version, for people",
        HelpName = "X.Y.Z",
        Required = versionRequired,
    };

    private readonly Option<string> _release = new("--release") { Description = "release number, for machines: higher than every release before", HelpName = "N", Required = true };
    private readonly ValidityFlags _validity = new(180);

    public void AddTo(Command command)
    {
        command.Add(_version);
        command.Add(_release);
        _validity.AddTo(command);
    }

    /// <summary>What the flags state.</summary>
    public Release Read(Invocation invocation)
    {
        (DateTimeOffset issued, DateTimeOffset expires) = _validity.Read(invocation);
        string? version = invocation.Text(_version);
        return version is null || SemanticVersion.TryParse(version) is not null
            ? new Release(version, Number(invocation), issued, expires)
            : throw invocation.Usage("--version must be a semantic version such as 1.4.2");
    }

    private long Number(Invocation invocation)
    {
        bool good = long.TryParse(invocation.Text(_release), NumberStyles.None, CultureInfo.InvariantCulture, out long release) && release is >= 1 and <= Limits.Release;
        return good ? release : throw invocation.Usage($"--release must be a number from 1 to {Limits.Release}");
    }
}

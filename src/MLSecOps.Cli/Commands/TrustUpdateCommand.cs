using System.CommandLine;
using MLSecOps.Cli.Files;
using MLSecOps.Cli.Grammar;
using MLSecOps.Cli.Output;
using MLSecOps.Configuration.Trust;
using MLSecOps.Contracts.Commands;
using MLSecOps.Formats;
using MLSecOps.Formats.TrustUpdates;

namespace MLSecOps.Cli.Commands;

/// <summary><c>mlsec trust update</c>: the next anchors and thresholds of a fleet, signed by its roots.</summary>
internal sealed class TrustUpdateCommand : Verb
{
    private readonly Option<string> _roles = new("--roles") { Description = "trust file (trust.toml) with the roles from now on; it must name the fleet", HelpName = "FILE", Required = true };
    private readonly Option<string> _previous = DocumentWork.Previous();

    private readonly Option<string[]> _floor = new("--reset-floor")
    {
        Description = "release floor of a model, to lower one that a stolen key drove up; may be given several times",
        HelpName = "MODEL=N",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly Option<string[]> _time = new("--reset-time")
    {
        Description = $"source of time that a stolen key poisoned: {string.Join(", ", TrustNames.Sources.Select(source => source.Name))}; may be given several times",
        HelpName = "SOURCE",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly DocumentWork _work = new(365);

    public TrustUpdateCommand()
        : base("update", "sign the next anchors and thresholds of a fleet", Schemas.TrustUpdate)
    {
        Add(_roles);
        Add(_previous);
        Add(_floor);
        Add(_time);
        _work.AddTo(this);
    }

    public override IReadOnlyList<string> Examples { get; } =
    [
        "mlsec trust update --roles next/trust.toml --cert root.pem --key root.key -o trust-1.json",
        "mlsec trust update --roles next/trust.toml --previous trust-1.json --reset-floor keyword-spotter=17 --cert root.pem --key root.key -o trust-2.json",
    ];

    public override Task<Outcome> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        string file = invocation.Line.GetValue(_roles)!;
        TrustConfiguration trust = TrustFile.Load(file);
        if (trust.Fleet is not { } fleet)
        {
            throw invocation.Usage($"{file} names no fleet", "an update counts for one fleet only");
        }

        if (trust.Root is null)
        {
            throw invocation.Usage($"{file} has no table [root]", "without roots there would be no update after this one");
        }

        TrustUpdate? previous = invocation.Text(_previous) is { } path ? DocumentView.Read(path, TrustUpdateParser.Parse(DocumentFile.Read(path))) : null;
        (DateTimeOffset issued, DateTimeOffset expires) = _work.Validity(invocation);
        TrustUpdate update = new(
            fleet,
            (previous?.Version ?? 0) + 1,
            issued,
            expires,
            Roles(trust),
            [.. DocumentWork.Numbers(invocation, _floor, Limits.Release, 0).Select(each => new FloorReset(each.Name, each.Number))],
            [.. invocation.Texts(_time).Select(name => TrustNames.FindSource(name)
                ?? throw invocation.Usage($"--reset-time must be one of {string.Join(", ", TrustNames.Sources.Select(source => source.Name))}"))]);
        return Task.FromResult(_work.Write(
            invocation, Schema, TrustUpdateWriter.Write(update), output => $"every other root that must sign, of before and from now on: mlsec trust sign {output} --cert FILE --key KEY; then bring both files to each device (trust.d)"));
    }

    private static Dictionary<TrustRole, RoleAnchors> Roles(TrustConfiguration trust)
    {
        (TrustRole Role, RoleConfiguration? Configured)[] roles =
            [(TrustRole.Root, trust.Root), (TrustRole.Publisher, trust.Publisher), (TrustRole.Director, trust.Director), (TrustRole.Hub, trust.Hub)];
        Dictionary<TrustRole, RoleAnchors> named = roles.Where(row => row.Configured is not null).ToDictionary(
            row => row.Role,
            row => new RoleAnchors([.. row.Configured!.Anchors.Select(anchor => anchor.Certificate)], row.Configured.Threshold, row.Configured.KeyUsage == KeyUsagePolicy.Oms));
        if (trust.Timestamp.Count > 0)
        {
            named[TrustRole.Timestamp] = new RoleAnchors([.. trust.Timestamp.Select(anchor => anchor.Certificate)], 1, false);
        }

        return named;
    }
}

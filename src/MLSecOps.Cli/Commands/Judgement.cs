using System.CommandLine;
using System.Globalization;
using MLSecOps.Cli.Grammar;
using MLSecOps.Cli.Output;
using MLSecOps.Configuration;
using MLSecOps.Configuration.Trust;
using MLSecOps.Contracts.Commands;
using MLSecOps.Core.Packages;
using MLSecOps.Formats;
using MLSecOps.Formats.Bulletins;
using MLSecOps.Formats.Documents;
using MLSecOps.Trust.Packages;
using MLSecOps.Trust.Policy;

namespace MLSecOps.Cli.Commands;

/// <summary>The flags that say by whom, for which device and when a package is judged.</summary>
internal sealed class Judgement
{
    private readonly Option<string> _trust = Flags.Trust();
    private readonly Option<string[]> _anchors = Flags.Anchors();
    private readonly Option<string> _fleet = Flags.Fleet();
    private readonly Option<string> _hardware = Flags.Hardware();
    private readonly Option<string> _agent = new("--agent-version") { Description = "the agent version to judge for (not checked without)", HelpName = "X.Y.Z" };
    private readonly Option<string> _floor = new("--release-floor") { Description = "refuse a lower release, as a device that confirmed this one does (not checked without)", HelpName = "N" };
    private readonly Option<string> _at = Flags.At();
    private readonly Option<string> _bulletin = new("--bulletin") { Description = "the publisher's newest bulletin, NAME.json with NAME.p7s beside it (default: the one in trust.d)", HelpName = "FILE" };

    public void AddTo(Command command)
    {
        Option[] flags = [_trust, _anchors, _fleet, _hardware, _agent, _floor, _bulletin, _at];
        foreach (Option flag in flags)
        {
            command.Add(flag);
        }
    }

    /// <summary>True when the line names whom to trust.</summary>
    public bool NamesTrust(Invocation invocation) => invocation.Text(_trust) is not null || invocation.Texts(_anchors).Length > 0;

    /// <summary>Whom to trust, the fleet that the trust file names, and the newest bulletin.</summary>
    public (TrustPolicy Policy, string? Fleet, Bulletin? Bulletin) Trust(Invocation invocation)
    {
        string? file = invocation.Text(_trust);
        string[] anchors = invocation.Texts(_anchors);
        if (file is not null && anchors.Length > 0)
        {
            throw invocation.Usage("--trust and --anchors exclude each other");
        }

        if (anchors.Length > 0)
        {
            RolePolicy named = new(Anchors(anchors));
            return (new TrustPolicy(named), null, invocation.Text(_bulletin) is { } path ? LocalTrust.Judge(path, named, Time(invocation)) : null);
        }

        TrustConfiguration trust = file is null ? TrustFile.LoadStandard() : TrustFile.Load(file);
        LocalTrust local = LocalTrust.Open(trust, invocation.Text(_bulletin), Time(invocation));
        return (new TrustPolicy(local.Publisher), trust.Fleet, local.State.Bulletin?.Bulletin);
    }

    /// <summary>Whose certificates count for OMS bundles: anchors on the command line are judged as OMS producers issue, a trust file as it says.</summary>
    public RolePolicy OmsSigners(Invocation invocation)
    {
        string[] anchors = invocation.Texts(_anchors);
        return anchors.Length > 0 && invocation.Text(_trust) is null ? new RolePolicy(Anchors(anchors), 1, SignerUsage.Oms) : Trust(invocation).Policy.Publisher;
    }

    /// <summary>For which device: what is not named is not checked, and shown so.</summary>
    public DeviceContext Device(Invocation invocation, string? fleetOfTrust, Bulletin? bulletin, ReadOnlyMemory<byte>? document)
    {
        string? agent = invocation.Text(_agent);
        if (agent is not null && SemanticVersion.TryParse(agent) is null)
        {
            throw invocation.Usage("--agent-version must be a semantic version such as 0.1.0");
        }

        return new DeviceContext(invocation.Text(_fleet) ?? fleetOfTrust, invocation.Text(_hardware), agent, Releases(invocation, document)) { Bulletin = bulletin };
    }

    /// <summary>When: a named time, or this machine's clock unless it is plainly wrong.</summary>
    public VerificationTime Time(Invocation invocation) => Time(invocation, _at);

    /// <inheritdoc cref="Time(Invocation)"/>
    /// <param name="invocation">The line and the clock.</param>
    /// <param name="at">The flag that names a time.</param>
    public static VerificationTime Time(Invocation invocation, Option<string> at)
    {
        if (invocation.Text(at) is { } text)
        {
            return Timestamp.TryParse(text, out DateTimeOffset time)
                ? new VerificationTime(time, TimeOrigin.Argument)
                : throw invocation.Usage("--at must be a time such as 2026-11-20T10:00:00Z");
        }

        return VerificationTime.ByClock(invocation.Now);
    }

    /// <summary>DER of the certificates in these files.</summary>
    /// <exception cref="CommandFailure">What is wrong with any of them, all at once.</exception>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Anchors(string[] files)
    {
        List<ConfigurationProblem> problems = [];
        List<ReadOnlyMemory<byte>> anchors = [];
        foreach (string file in files)
        {
            Loaded<IReadOnlyList<TrustAnchor>> loaded = AnchorFile.Load(file);
            problems.AddRange(loaded.Problems);
            anchors.AddRange((loaded.Value ?? []).Select(anchor => anchor.Certificate));
        }

        return problems.Count == 0 ? anchors : throw new CommandFailure(ConfigurationFailure.Of(problems, "the list of anchors"));
    }

    // The floor is asked for whatever model the package claims to be; the claim is judged before the floor is.
    private Dictionary<string, ReleaseHistory>? Releases(Invocation invocation, ReadOnlyMemory<byte>? document)
    {
        if (invocation.Text(_floor) is not { } text)
        {
            return null;
        }

        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long floor) || floor > Limits.Release)
        {
            throw invocation.Usage($"--release-floor must be a number from 0 to {Limits.Release}");
        }

        return document is { } bytes && ManifestParser.Parse(bytes.Span).TryGet(out ModelManifest? manifest, out _)
            ? new Dictionary<string, ReleaseHistory> { [manifest.Model] = new(floor, null) }
            : [];
    }
}

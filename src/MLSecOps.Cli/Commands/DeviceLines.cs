using System.Globalization;
using MLSecOps.Cli.Output;
using MLSecOps.Contracts.Commands;
using MLSecOps.Contracts.Hub;

namespace MLSecOps.Cli.Commands;

/// <summary>Devices as people read them: verdict, freshness and enforcement are three columns, and no data is never good.</summary>
internal static class DeviceLines
{
    private const string Fresh = "fresh";

    /// <summary>One line for each device.</summary>
    public static IEnumerable<Line> List(IReadOnlyList<HubDevice> devices)
    {
        string[] rows = [.. Table.Align([.. devices.Select(Row)])];
        return devices.Select((device, index) => new Line(rows[index], Word(device), Tone(device)));
    }

    /// <summary>One device with all that the hub knows of it.</summary>
    public static IEnumerable<Line> Show(HubDeviceDetail detail)
    {
        HubDevice device = detail.Device;
        return
        [
            new Line(device.Ueid, Word(device), Tone(device)),
            $"verdict   {Verdict(device.Verdict, device.Reason)}",
            $"freshness {device.Freshness}, newest evidence {device.EvidenceAt ?? "never"}",
            $"enforces  {device.Enforcement}",
            $"connected {(device.Connected ? "yes" : "no")}, last seen {device.LastSeen ?? "never"}, enrolled {device.Enrolled}",
            .. device.Standing == "enrolled" ? Array.Empty<Line>() : [$"standing  {device.Standing}"],
            $"agent     {device.AgentVersion ?? "unknown"} on {device.Hardware ?? "unknown hardware"}",
            $"hardware  {device.Tier}{(device.Tier == "none" ? ": its key is in a file" : device.TpmMakerProven ? ", of a known maker" : ", of no known maker: not shown as hardware")}",
            .. device.InsecureOptions.Count == 0 ? Array.Empty<Line>() : [new Line($"insecure options in force: {string.Join(", ", device.InsecureOptions)}", "WARN  ", Output.Tone.Open)],
            .. device.Models.SelectMany(Model),
            .. device.Models.Count == 0 ? ["model     none"] : Array.Empty<Line>(),
            .. detail.Appraisal is { } appraisal ? Appraisal(appraisal) : [],
            .. detail.Chain is { } chain ? [Chain(chain)] : Array.Empty<Line>(),
            .. detail.Findings.Select(finding =>
                new Line($"finding   {finding.Opened}  {finding.Severity}  {finding.Reason}  {finding.Model ?? "-"}{(finding.Authenticated ? string.Empty : "  (not yet authenticated)")}{(finding.Detail is null ? string.Empty : $"  {finding.Detail}")}")),
            .. detail.Changes.Select(change => new Line($"changed   {change.Time}  {change.Severity}  {change.Model ?? "-"}  {change.What}{(change.Reason is null ? string.Empty : $"  {change.Reason}")}")),
        ];
    }

    private static IEnumerable<Line> Model(HubModel model)
    {
        string release = model.Release is { } number ? $"{model.Version} (release {Number(number)})" : "no release";
        yield return $"model     {model.Model} {release}, {model.State ?? "state unknown"}, floor {Number(model.Floor)}: {Verdict(model.Verdict, model.Reason)}";
        if (model.DesiredRelease is { } desired && desired != model.Release)
        {
            yield return $"  desired   release {Number(desired)}";
        }

        if (model.DiskDigest is { } disk)
        {
            yield return disk == model.ExpectedDigest ? $"  on disk   {disk}, as signed" : $"  on disk   {disk}, signed {model.ExpectedDigest ?? "unknown"}";
        }

        if (model.Challenge is { } challenge)
        {
            yield return $"  challenge {challenge}";
        }
    }

    private static IEnumerable<Line> Appraisal(HubAppraisal appraisal)
    {
        yield return $"appraised {appraisal.Appraised}{(appraisal.Until is { } until ? $", counts until {until}" : string.Empty)}";
        foreach (HubAppraisedPart part in appraisal.Parts)
        {
            yield return $"  {part.Part}: {part.Status} ({string.Join(", ", part.Vector.Select(aspect => $"{aspect.Key} {Number(aspect.Value)}"))})";
        }
    }

    private static string Chain(HubChain chain) =>
        $"chain     epoch {chain.Epoch[..8]}, complete to {Number(chain.Complete)}, authenticated to {(chain.Authenticated is { } own ? Number(own) : "none")}, head {chain.Head}";

    private static string[] Row(HubDevice device) =>
    [
        device.Ueid,
        Verdict(device.Verdict, device.Reason),
        device.Freshness,
        device.Enforcement,
        device.Connected ? "connected" : "not connected",
        device.Models.Count == 0 ? "no model" : string.Join(", ", device.Models.Select(model => $"{model.Model} {(model.Release is { } release ? Number(release) : "-")}")),
    ];

    private static string Verdict(string verdict, string? reason) => reason is null ? verdict : $"{verdict} {reason}";

    // Trusted some time ago is not trusted now.
    private static string Word(HubDevice device) => device.Verdict switch
    {
        Words.Rejected => "FAIL  ",
        Words.Trusted when device.Freshness == Fresh => "OK    ",
        _ => "-     ",
    };

    private static Tone Tone(HubDevice device) => device.Verdict switch
    {
        Words.Rejected => Output.Tone.Bad,
        Words.Trusted when device.Freshness == Fresh => Output.Tone.Good,
        _ => Output.Tone.Open,
    };

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}

using System.Globalization;
using MLSecOps.Contracts.Commands;
using MLSecOps.Hub.Domain;
using MLSecOps.Hub.Domain.Devices;
using MLSecOps.Hub.Domain.Records;
using MLSecOps.Hub.Page.Text;
using MLSecOps.Hub.Page.Views;

namespace MLSecOps.Hub.Page.Serving;

/// <summary>Every table of the page as CSV, whole: times in RFC 3339 UTC, digests with their algorithm, the codes and not the sentences.</summary>
internal sealed class Exports(PageReader reader)
{
    private const int MostChanges = 10_000;

    /// <summary>By file name; null when there is no such table.</summary>
    /// <param name="name">From an address; untrusted.</param>
    /// <param name="ueid">Of one device; null for all. Untrusted.</param>
    public CsvText? Find(string name, string? ueid) => name switch
    {
        "devices.csv" => Devices(ueid),
        "models.csv" => Models(ueid),
        "findings.csv" => Findings(ueid),
        "changes.csv" => Changes(ueid),
        "rollouts.csv" => Rollouts(),
        "packages.csv" => Packages(),
        _ => null,
    };

    private CsvText Devices(string? ueid)
    {
        CsvText text = new(
            "ueid", "verdict", "reason", "verdict_since", "freshness", "evidence_at", "enforcement", "insecure_options", "connected", "last_seen", "agent_version", "hardware",
            "open_findings", "models", "enrolled", "enrolled_by", "tier", "tpm_maker_proven");
        foreach (DeviceRow row in Rows(ueid))
        {
            text.Row(
                row.Ueid, VerdictWords.Of(row.State.Verdict), row.State.Reason, Time(row.State.VerdictSince), FreshnessRule.Word(row.Freshness), Time(row.State.EvidenceAt), row.State.Mode ?? "unknown",
                string.Join(' ', row.State.InsecureOptions), row.State.Connected ? "yes" : "no", Time(row.State.LastSeen), row.State.AgentVersion, row.State.Hardware,
                Number(row.OpenFindings), string.Join(' ', row.State.Models.Select(model => $"{model.Model}:{model.Release}")), Time(row.Device.Enrolled), row.Device.EnrolledBy,
                row.Tpm?.Tier ?? "none", row.Tpm is { MakerProven: true } ? "yes" : "no");
        }

        return text;
    }

    private CsvText Models(string? ueid)
    {
        CsvText text = new(
            "ueid", "model", "verdict", "reason", "release", "version", "state", "floor", "desired_release", "manifest_digest", "expected_digest", "disk_digest", "signers");
        foreach (DeviceRow row in Rows(ueid))
        {
            foreach (ModelRow model in reader.Models(row))
            {
                text.Row(
                    row.Ueid, model.Model.Model, VerdictWords.Of(model.Model.Verdict), model.Model.Reason, Number(model.Model.Release), model.Model.Version, model.Model.State,
                    Number(model.Model.Floor), Number(model.Desired?.Release), model.Model.ManifestDigest, model.Model.ExpectedDigest, model.Model.DiskDigest,
                    string.Join("; ", model.Package?.Signers ?? []));
            }
        }

        return text;
    }

    private CsvText Findings(string? ueid)
    {
        CsvText text = new(
            "id", "ueid", "model", "reason", "severity", "opened", "closed", "closed_by", "times", "last_seen", "authenticated", "release", "path", "expected", "found", "atlas", "detail");
        foreach (FindingRow row in reader.FindingRows(ueid, open: null))
        {
            // One row a file: what was expected and what was found belong together.
            foreach (Contracts.Telemetry.FindingFile? file in row.Finding.Record?.Files is { Count: > 0 } files ? files : [null!])
            {
                text.Row(
                    Number(row.Finding.Id), row.Finding.Ueid, row.Finding.Model, row.Finding.Reason, row.Finding.Severity, Time(row.Finding.Opened), Time(row.Finding.Closed),
                    row.Finding.ClosedBy, Number(row.Finding.Times), Time(row.Finding.LastSeen), row.Authenticated ? "yes" : "no", Number(row.Finding.Record?.Release),
                    file?.Path, file?.Expected, file?.Found, AtlasTechnique.Of(row.Finding.Reason)?.Id, row.Finding.Detail);
            }
        }

        return text;
    }

    private CsvText Changes(string? ueid)
    {
        CsvText text = new("time", "ueid", "model", "severity", "reason", "what");
        foreach (Change change in reader.Changes(ueid, MostChanges))
        {
            text.Row(Time(change.Time), change.Ueid, change.Model, change.Severity, change.Reason, change.What);
        }

        return text;
    }

    private CsvText Rollouts()
    {
        CsvText text = new("id", "model", "release", "version", "manifest_digest", "started", "started_by", "ueid", "state", "reason");
        foreach (RolloutRow row in reader.Rollouts())
        {
            foreach (Contracts.Hub.RolloutDevice device in row.Devices)
            {
                text.Row(
                    Number(row.Rollout.Id), row.Rollout.Model, Number(row.Rollout.Release), row.Rollout.Version, row.Rollout.Manifest.ToString(), Time(row.Rollout.Started),
                    row.Rollout.StartedBy, device.Ueid, device.State, device.Reason);
            }
        }

        return text;
    }

    private CsvText Packages()
    {
        CsvText text = new("model", "release", "version", "manifest_digest", "model_digest", "size_bytes", "signers", "pushed", "pushed_by", "withdrawn", "bulletin", "why");
        foreach ((Domain.Packages.StoredPackage package, Domain.Bulletins.Withdrawal? withdrawal) in reader.Packages().Packages)
        {
            text.Row(
                package.Model, Number(package.Release), package.Version, package.Manifest.ToString(), package.ModelFile.ToString(), Number(package.SizeBytes),
                string.Join("; ", package.Signers), Time(package.Pushed), package.PushedBy, withdrawal?.Reason.Code, Number(withdrawal?.Bulletin.Version), withdrawal?.Why);
        }

        return text;
    }

    private IEnumerable<DeviceRow> Rows(string? ueid) => reader.Devices().Where(row => ueid is null || row.Ueid == ueid);

    private static string? Time(DateTimeOffset? time) => time is { } known ? Timestamp.Of(known) : null;

    private static string? Number(long? value) => value?.ToString(CultureInfo.InvariantCulture);
}

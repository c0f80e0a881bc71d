using System.Collections.Concurrent;
using MLSecOps.Contracts.Journal;
using MLSecOps.Contracts.Telemetry;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Update;
using MLSecOps.EdgeAgent.Documents;
using MLSecOps.EdgeAgent.Service;
using MLSecOps.EdgeAgent.Store;
using MLSecOps.Linux.Files;
using MLSecOps.Trust.Packages;
using InstalledRelease = MLSecOps.Core.Update.InstalledRelease;

namespace MLSecOps.EdgeAgent.Update;

/// <summary>Does in the world what the update machine asks for. A failure of the outside world is an event, so that the machine decides what it means.</summary>
/// <param name="folders">Moves releases.</param>
/// <param name="packages">Keeps pristine packages.</param>
/// <param name="verification">Verifies packages and installed releases.</param>
/// <param name="quarantine">Keeps evidence.</param>
/// <param name="inspect">Inspects a release's model in its folder, against that of another release where one is given.</param>
/// <param name="rehearse">Runs a release's sanity suite from its folder.</param>
/// <param name="settings">What the administrator decided, now.</param>
/// <param name="log">Tells people.</param>
/// <param name="time">The clock of soaking and of <see cref="LastVerified"/>.</param>
/// <param name="keeper">Keeps what trusted packages prove of the time.</param>
/// <param name="bring">Brings the bytes of an offer that are elsewhere: model, offer; what stopped it, or null when they are here. Null when nothing comes from elsewhere.</param>
internal sealed class EffectRunner(
    ReleaseFolders folders,
    PristinePackages packages,
    ReleaseVerification verification,
    Quarantine quarantine,
    Func<ReleaseFolder, ReleaseFolder?, CancellationToken, Task<InspectedRelease>> inspect,
    Func<string, InstalledRelease, CancellationToken, Task<RehearsalResult>> rehearse,
    Func<AgentSettings> settings,
    AgentLog log,
    TimeProvider time,
    TrustKeeper keeper,
    Func<string, Offer, CancellationToken, Task<UpdateEvent?>>? bring = null) : IEffectRunner
{
    /// <summary>Why nothing may be installed, because release floors do not count (G2); null when they do.</summary>
    public Func<Reason?> FloorTrouble { get; init; } = () => null;

    /// <summary>Told before a release becomes current: model, release.</summary>
    public Func<string, ReleaseId, Task> Announce { get; init; } = (_, _) => Task.CompletedTask;

    // Of releases that are current: after a start, and when the schedule says so, all models are due at once, and each worker may take much memory.
    private readonly OneAtATime _rehearsing = new();

    private readonly ConcurrentDictionary<string, DateTimeOffset> _lastVerified = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ReleaseMeasurement> _measured = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, InspectedRelease> _inspected = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, IReadOnlyList<FindingFile>> _refused = new(StringComparer.Ordinal);

    /// <summary>When a slot's current release was last found intact; null for never since the start.</summary>
    public DateTimeOffset? LastVerified(string model) => _lastVerified.TryGetValue(model, out DateTimeOffset when) ? when : null;

    /// <summary>What the newest recheck of a slot found; null for none since the start.</summary>
    public ReleaseMeasurement? Measured(string model) => _measured.GetValueOrDefault(model);

    /// <summary>What is behind a report: files that differ from the signed ones, those for which a package was refused, or what the inspection found.</summary>
    public ReportGrounds GroundsOf(string model, UpdateEffect.Report report) => report.What switch
    {
        UpdateReport.Tampered or UpdateReport.RestoreFailed when Measured(model) is { } measured && measured.Release == report.Release =>
            ReportGrounds.None with { Files = [.. measured.Tampered.Select(file => new FindingFile(file.Path, file.Reason.Code, file.Expected, file.Found))] },
        UpdateReport.Refused or UpdateReport.Failed =>
            ReportGrounds.None with { Files = [.. _refused.GetValueOrDefault(model, []).Where(file => file.Reason == report.Reason?.Code)] },
        UpdateReport.Inspected or UpdateReport.InspectionFailed or UpdateReport.InspectionNotRun when _inspected.GetValueOrDefault(model) is { } inspected && inspected.Release == report.Release =>
            ReportGrounds.None with { Inspection = inspected.Notes, Detail = inspected.Detail },
        _ => ReportGrounds.None,
    };

    public async Task<UpdateEvent?> RunAsync(Slot slot, UpdateEffect effect, CancellationToken cancellationToken)
    {
        string model = slot.State.Model;
        try
        {
            // A candidate may have been on its way before it was known that floors do not count.
            if (effect is UpdateEffect.Fetch or UpdateEffect.Verify or UpdateEffect.Place or UpdateEffect.Switch && FloorTrouble() is { } lost)
            {
                return new UpdateEvent.AttemptFailed(lost);
            }

            return effect switch
            {
                UpdateEffect.Fetch fetch => (bring is null ? null : await bring(model, fetch.Offer, cancellationToken)) ?? Fetch(fetch.Offer),
                UpdateEffect.Verify verify => Verify(slot.State, verify.Offer, cancellationToken),
                UpdateEffect.InspectCandidate candidate => new UpdateEvent.CandidateInspected(await InspectAsync(
                    model, folders.Staging(model, candidate.Release.Id), candidate.Release.Id, candidate.Installed, cancellationToken)),
                UpdateEffect.RehearseCandidate candidate => new UpdateEvent.CandidateRehearsed(
                    await rehearse(folders.Staging(model, candidate.Release.Id), candidate.Release, cancellationToken)),
                UpdateEffect.Place place => Place(model, place.Release),
                UpdateEffect.Switch made => await SwitchAsync(slot, made.Release),
                UpdateEffect.KeepPackage keep => KeepPackage(model, keep),
                UpdateEffect.RemoveOffer remove => RemoveOffer(remove.Offer),
                UpdateEffect.Discard discard => Discard(model, discard.Offer),
                UpdateEffect.StartSoak soak => StartSoak(slot, soak.Release, cancellationToken),
                UpdateEffect.Recheck recheck => Recheck(model, recheck.Release, cancellationToken),
                UpdateEffect.InspectCurrent current => new UpdateEvent.CurrentInspected(
                    current.Release.Id,
                    await InspectAsync(model, folders.PlaceOf(model, current.Release.Id), current.Release.Id, null, cancellationToken)),
                UpdateEffect.RehearseCurrent current => new UpdateEvent.CurrentRehearsed(current.Release.Id, await RehearseAsync(model, current.Release, cancellationToken)),
                UpdateEffect.KeepEvidence evidence => KeepEvidence(model, evidence.Release),
                UpdateEffect.Restore restore => Restore(model, restore.Release, cancellationToken),
                UpdateEffect.Prune => Prune(slot.State),
                _ => throw new ArgumentOutOfRangeException(nameof(effect), effect, "an effect without an action; this is a bug"),
            };
        }
        catch (Exception outside) when (outside is IOException or UnauthorizedAccessException)
        {
            return Failed(model, effect, outside);
        }
    }

    // What the machine hears when the disk or a permission stopped an effect. The system's words go to the journal.
    private UpdateEvent? Failed(string model, UpdateEffect effect, Exception outside)
    {
        Reason reason = effect is UpdateEffect.Fetch ? StoreReasons.PackageUnreadable : StoreReasons.StoreFailed;
        log.Failure(reason, model, $"{effect.GetType().Name}: {outside.Message}");
        return effect switch
        {
            UpdateEffect.Recheck recheck => new UpdateEvent.Rechecked(recheck.Release, StoreReasons.RecheckFailed),
            UpdateEffect.Restore restore => new UpdateEvent.RestoreFailed(restore.Release, StoreReasons.RestoreFailed),
            UpdateEffect.Fetch or UpdateEffect.Verify or UpdateEffect.Place or UpdateEffect.InspectCandidate or UpdateEffect.RehearseCandidate => new UpdateEvent.AttemptFailed(reason),
            UpdateEffect.Switch => new UpdateEvent.AttemptFailed(reason),
            UpdateEffect.RehearseCurrent current => new UpdateEvent.CurrentRehearsed(current.Release.Id, new RehearsalResult(CheckOutcome.NotRun, reason, string.Empty)),
            _ => null,
        };
    }

    // Free space is asked for before anything is written: the payload beside the installed release, and the pristine package.
    private UpdateEvent Fetch(Offer offer)
    {
        using FileByteSource source = FileByteSource.Open(offer.Source);
        long needed = source.Length * (settings().Update.RestoreTampered ? 2 : 1);
        return FreeSpace.Of(folders.Root).AvailableBytes < needed + ReleaseFolders.ReserveBytes
            ? new UpdateEvent.AttemptFailed(StoreReasons.NoSpace)
            : new UpdateEvent.Fetched();
    }

    private UpdateEvent Verify(SlotState state, Offer offer, CancellationToken cancellationToken)
    {
        using FileByteSource source = FileByteSource.Open(offer.Source);
        VerifiedPackage verified = verification.Stage(source, folders.Staging(state.Model, offer.Claimed), state, cancellationToken);
        return verified.Verdict.Match<UpdateEvent>(
            trusted =>
            {
                _lastVerified[state.Model] = time.GetUtcNow();
                KeepTime(state.Model, verified.Appraisal);
                return new UpdateEvent.PackageVerified(verified.Release!);
            },
            rejected => new UpdateEvent.PackageRefused(Tell(state.Model, rejected.Reason, rejected)),
            inconclusive => new UpdateEvent.AttemptFailed(Tell(state.Model, inconclusive.Reason, inconclusive)));
    }

    // A floor that stays a little lower stops nothing: the next document raises it.
    private void KeepTime(string model, PackageAppraisal appraisal)
    {
        if (keeper.Advance(state => (state.After(appraisal), null), _ => { }) is { } trouble)
        {
            log.Failure(trouble.Reason, model, trouble.Detail);
        }
    }

    private async Task<InspectionResult> InspectAsync(string model, string folder, ReleaseId release, ReleaseId? installed, CancellationToken cancellationToken)
    {
        InspectedRelease inspected = await inspect(
            new ReleaseFolder(folder, release), installed is null ? null : new ReleaseFolder(folders.PlaceOf(model, installed), installed), cancellationToken);
        _inspected[model] = inspected;
        return inspected.Result;
    }

    private Task<RehearsalResult> RehearseAsync(string model, InstalledRelease release, CancellationToken cancellationToken) =>
        _rehearsing.RunAsync(() => rehearse(folders.PlaceOf(model, release.Id), release, cancellationToken), cancellationToken);

    private UpdateEvent.Placed Place(string model, ReleaseId release)
    {
        folders.Place(model, release);
        return new UpdateEvent.Placed();
    }

    private async Task<UpdateEvent> SwitchAsync(Slot slot, ReleaseId release)
    {
        string model = slot.State.Model;
        await Announce(model, release);
        folders.Switch(model, release);
        if (Measured(model)?.Release != release)
        {
            // Evidence states what was measured where it lies, not what was copied there.
            slot.Run(new UpdateEffect.Recheck(release));
        }

        return new UpdateEvent.Switched(release);
    }

    private UpdateEvent? KeepPackage(string model, UpdateEffect.KeepPackage keep)
    {
        if (settings().Update.RestoreTampered)
        {
            packages.Keep(keep.Offer.Source, model, keep.Release);
        }

        return null;
    }

    private static UpdateEvent? RemoveOffer(Offer offer)
    {
        File.Delete(offer.Source);
        return null;
    }

    private UpdateEvent? Discard(string model, Offer offer)
    {
        folders.Discard(model, offer.Claimed);
        return null;
    }

    private UpdateEvent? StartSoak(Slot slot, ReleaseId release, CancellationToken cancellationToken)
    {
        _ = SoakAsync(slot, release, cancellationToken);
        return null;
    }

    private async Task SoakAsync(Slot slot, ReleaseId release, CancellationToken cancellationToken)
    {
        // Cancelled when the agent stops: the next start begins the soak anew.
        await Task.Delay(settings().Agent.Soak, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!cancellationToken.IsCancellationRequested)
        {
            slot.Post(new UpdateEvent.SoakElapsed(release));
        }
    }

    private UpdateEvent.Rechecked Recheck(string model, ReleaseId release, CancellationToken cancellationToken)
    {
        ReleaseMeasurement measured = verification.Recheck(model, release, time.GetUtcNow(), cancellationToken);
        _measured[model] = measured;
        if (measured.Tampered.Count > 0)
        {
            return new UpdateEvent.Rechecked(release, measured.Tampered[0].Reason);
        }

        _lastVerified[model] = time.GetUtcNow();
        return new UpdateEvent.Rechecked(release, null);
    }

    private UpdateEvent? KeepEvidence(string model, ReleaseId release)
    {
        IReadOnlyList<TamperedFile> tampered = Measured(model)?.Tampered ?? [];
        string folder = quarantine.Keep(model, release, tampered);
        foreach (TamperedFile file in tampered)
        {
            log.Write(
                JournalEvents.EvidenceKept,
                model,
                null,
                $"{file.Path}: {file.Reason.Code}, expected {file.Expected ?? "-"}, found {file.Found ?? "-"}",
                new KeyValuePair<string, string>(JournalFields.Path, folder));
        }

        return null;
    }

    private UpdateEvent Restore(string model, ReleaseId release, CancellationToken cancellationToken)
    {
        string package = packages.PathOf(model, release);
        if (!File.Exists(package))
        {
            return new UpdateEvent.RestoreFailed(release, StoreReasons.RestoreFailed);
        }

        using FileByteSource source = FileByteSource.Open(package);
        VerifiedPackage verified = verification.Restage(source, folders.Staging(model, release), release, cancellationToken);
        return verified.Verdict.Match<UpdateEvent>(
            trusted =>
            {
                folders.Place(model, release);
                folders.Switch(model, release);
                return new UpdateEvent.Restored(release);
            },
            rejected =>
            {
                Tell(model, rejected.Reason, rejected);
                return new UpdateEvent.RestoreFailed(release, StoreReasons.RestoreFailed);
            },
            inconclusive =>
            {
                Tell(model, inconclusive.Reason, inconclusive);
                return new UpdateEvent.RestoreFailed(release, StoreReasons.RestoreFailed);
            });
    }

    private UpdateEvent? Prune(SlotState state)
    {
        folders.Prune(state.Model, [.. new[] { state.Current?.Id, state.Confirmed?.Id, state.Verified?.Id }.OfType<ReleaseId>()]);
        return null;
    }

    // The check that decided, with what was expected and found: the machine needs only its reason.
    private Reason Tell(string model, Reason reason, TrustVerdict verdict)
    {
        List<Check> deciding = [.. verdict.Checks.Where(check => check.Reason == reason)];
        _refused[model] = [.. deciding.Select(check => new FindingFile(check.Subject, reason.Code, check.Expected, check.Found))];
        foreach (Check check in deciding)
        {
            log.CheckFailed(model, check);
        }

        return reason;
    }
}

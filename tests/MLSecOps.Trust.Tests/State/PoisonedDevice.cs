using System.Security.Cryptography.X509Certificates;

using MLSecOps.Core.Findings;
using MLSecOps.Core.Packages;
using MLSecOps.Core.Update;
using MLSecOps.Formats.Bulletins;
using MLSecOps.Formats.Documents;
using MLSecOps.Formats.TrustUpdates;
using MLSecOps.Trust.Bulletins;
using MLSecOps.Trust.Packages;
using MLSecOps.Trust.Policy;
using MLSecOps.Trust.State;
using MLSecOps.Trust.TrustUpdates;
using InstalledRelease = MLSecOps.Core.Update.InstalledRelease;

namespace MLSecOps.Trust.Tests.State;

/// <summary>A device as far as floors go: the real verifiers and the real update machine over a disk of two generations, of which a crash leaves one behind and an accident takes one away.</summary>
internal sealed class PoisonedDevice(SignedFleet fleet)
{
    public const string Model = "vision";
    private const string Engine = "engine";

    private static readonly UpdatePolicy Policy = new(true, ConfirmBy.Application, true, false);

    private readonly (SlotState Slot, TrustState Trust)[] _disk = [(new(Model), TrustState.Initial), (new(Model), TrustState.Initial)];

    public SlotState Slot { get; private set; } = new(Model);

    public TrustState Trust { get; private set; } = TrustState.Initial;

    public DateTimeOffset Clock { get; set; } = SignedFleet.Now;

    public VerificationTime Time => Trust.Time.At(Clock);

    public TrustVerdict Take(SignedParts parts) => DocumentSchema.Peek(parts.Document.Span) == TrustUpdate.Schema ? TakeTrust(parts) : TakeBulletin(parts);

    /// <summary>Installs a package, and has the application keep it.</summary>
    public TrustVerdict Install(byte[] package)
    {
        DeviceContext device = new("acme", "rpi5", "0.1.0", new Dictionary<string, ReleaseHistory> { [Model] = new(Slot.Floor, Slot.Current?.Id.Release) }) { Bulletin = Trust.Bulletin?.Bulletin };
        PackageAppraisal appraisal = SamplePackage.Verify(package, new TrustPolicy(fleet.Roles.Of(TrustRole.Publisher, Trust.Trust)), device, Time);
        if (appraisal.Verdict is not TrustVerdict.Trusted)
        {
            return appraisal.Verdict;
        }

        Keep(Slot, Trust.After(appraisal));
        InstalledRelease release = new(new ReleaseId(appraisal.Manifest!.Release, appraisal.ManifestDigest!.Value), "1.0.0", ModelFormat.Onnx, null);
        foreach (UpdateEvent happened in new UpdateEvent[]
        {
            new UpdateEvent.RetryDue(),
            new UpdateEvent.Offered(new Offer(Guid.NewGuid().ToString(), release.Id, "file")),
            new UpdateEvent.Fetched(),
            new UpdateEvent.PackageVerified(release),
            new UpdateEvent.CandidateInspected(new InspectionResult(CheckOutcome.Passed, null, Engine)),
            new UpdateEvent.CandidateRehearsed(new RehearsalResult(CheckOutcome.Passed, null, Engine)),
            new UpdateEvent.Placed(),
            new UpdateEvent.Switched(release.Id),
            new UpdateEvent.ApplicationConfirmed(release.Id),
        })
        {
            Step(happened);
        }

        return appraisal.Verdict;
    }

    /// <summary>Power fails; what was being written is in one generation only.</summary>
    public void Crash(int survivor)
    {
        _disk[1 - survivor] = _previous;
        Restart(survivor);
    }

    /// <summary>A generation becomes unreadable, and the device starts again.</summary>
    public void Lose(int generation)
    {
        _disk[generation] = _disk[1 - generation];
        Restart(generation);
    }

    private (SlotState Slot, TrustState Trust) _previous = (new(Model), TrustState.Initial);

    // What the stores do at a start: the newest of both, floors and times by their order, written to both.
    private void Restart(int newest)
    {
        (SlotState Slot, TrustState Trust) newer = _disk[newest], older = _disk[1 - newest];
        (Slot, Trust) = (newer.Slot.WithFloorOf(older.Slot).ToDurable(), TrustState.Newest(newer.Trust, older.Trust));
        _previous = _disk[0] = _disk[1] = (Slot, Trust);
        Tell();
        Step(new UpdateEvent.Started());
        if (Slot.Current is { } current)
        {
            Step(new UpdateEvent.Rechecked(current.Id, null));
        }
    }

    private TrustVerdict TakeTrust(SignedParts parts)
    {
        TrustUpdateAppraisal appraisal = TrustUpdateVerifier.Verify(parts, fleet.Roles, SignedFleet.Name, Trust, Time);
        Keep(Slot, appraisal.State);
        Tell();
        return appraisal.Verdict;
    }

    private TrustVerdict TakeBulletin(SignedParts parts)
    {
        BulletinAppraisal appraisal = BulletinVerifier.Verify(parts, fleet.Roles.Of(TrustRole.Publisher, Trust.Trust), Trust, Time);
        Keep(Slot, appraisal.State);
        Tell();
        return appraisal.Verdict;
    }

    private void Tell()
    {
        if (Trust.Trust?.Update is { } update && update.FloorResets.FirstOrDefault(reset => reset.Model == Model) is { } lowered)
        {
            Step(new UpdateEvent.FloorReset(update.Version, lowered.Release));
        }

        Bulletin? bulletin = Trust.Bulletin?.Bulletin;
        Step(new UpdateEvent.BulletinChanged(bulletin is null
            ? ModelBulletin.Empty
            : new ModelBulletin([.. bulletin.Recalls.Select(recall => new RecalledRelease(recall.Id, recall.Fallback))], bulletin.LeastReleaseOf(Model))));
    }

    private void Step(UpdateEvent happened) => Keep(UpdateMachine.Step(Slot, happened, Policy, Engine).State, Trust);

    private void Keep(SlotState slot, TrustState trust)
    {
        if (slot.ToDurable() != _disk[0].Slot || !ReferenceEquals(trust, _disk[0].Trust))
        {
            _previous = _disk[0];
            _disk[0] = _disk[1] = (slot.ToDurable(), trust);
        }

        (Slot, Trust) = (slot, trust);
    }

    public bool MayHandOut => Slot.MayHandOut(Policy, Engine);
}

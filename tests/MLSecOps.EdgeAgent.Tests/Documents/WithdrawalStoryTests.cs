using MLSecOps.Core.Findings;
using MLSecOps.Core.Update;
using MLSecOps.EdgeAgent.Documents;
using MLSecOps.Formats.Bulletins;
using MLSecOps.Formats.TrustUpdates;
using MLSecOps.TestKit;
using MLSecOps.Trust.Packages;
using MLSecOps.Trust.State;

namespace MLSecOps.EdgeAgent.Tests.Documents;

/// <summary>Recalls, lowered floors and rotated publishers, on a device with real folders, packages and verifiers.</summary>
public sealed class WithdrawalStoryTests : IDisposable
{
    private const string Keeps = "[update]\nconfirm = \"application\"\n";

    private readonly DocumentFleet _fleet = new();

    public void Dispose() => _fleet.Dispose();

    [Fact]
    [RedTeam("G4", "Goes on using a model after its recall", typeof(UpdateMachine), "RELEASE_RECALLED")]
    public async Task A_recalled_release_is_not_handed_out_any_more_and_not_after_a_restart()
    {
        await using (TestDevice device = _fleet.Device())
        {
            SlotState state = await device.InstallAsync(new TestPackage { Release = 5 }.Bytes(_fleet.Publishers));
            Assert.True(state.MayHandOut(device.Policy, TestDevice.Engine));
            Assert.Null(device.Keeper.ReceiveBulletin(_fleet.Sign(DocumentFleet.Bulletin(1, DocumentFleet.Recalled(state.Current!.Id)))));
            await device.UntilAsync(() => !device.Slot().MayHandOut(device.Policy, TestDevice.Engine));
            Assert.Equal(PolicyReasons.ReleaseRecalled, device.Slot().Withdrawal);
            await device.UntilAsync(() => device.JournalText.Contains("[RELEASE_RECALLED]", StringComparison.Ordinal));
            Assert.Contains("bulletin is in force", device.JournalText, StringComparison.Ordinal);
        }

        await using TestDevice again = _fleet.Device();
        await again.UntilAsync(() => again.Slot().Integrity == Integrity.Intact);
        Assert.False(again.Slot().MayHandOut(again.Policy, TestDevice.Engine));

        // A newer release ends it; the recalled one does not come back.
        Assert.True((await again.InstallAsync(new TestPackage { Release = 6 }.Bytes(_fleet.Publishers))).MayHandOut(again.Policy, TestDevice.Engine));
    }

    [Fact]
    public async Task A_recall_goes_back_to_the_confirmed_release_that_it_names()
    {
        await using TestDevice device = _fleet.Device(Keeps);
        ReleaseId five = (await device.InstallAsync(new TestPackage { Release = 5 }.Bytes(_fleet.Publishers))).Current!.Id;
        device.Post(new UpdateEvent.ApplicationConfirmed(five));
        await device.UntilAsync(() => device.Slot().Phase == UpdatePhase.Confirmed);
        ReleaseId six = (await device.InstallAsync(new TestPackage { Release = 6 }.Bytes(_fleet.Publishers))).Current!.Id;
        Assert.Equal(6, six.Release);

        Assert.Null(device.Keeper.ReceiveBulletin(_fleet.Sign(DocumentFleet.Bulletin(1, DocumentFleet.Recalled(six, five)))));
        await device.UntilAsync(() => device.Slot().Current!.Id == five && device.Slot().MayHandOut(device.Policy, TestDevice.Engine));
        Assert.Equal(UpdatePhase.RolledBack, device.Slot().Phase);
    }

    [Fact]
    [RedTeam("G4", "Drops a package of a recalled release into the device's folder", typeof(PackageVerifier), "RELEASE_RECALLED")]
    public async Task A_recalled_package_is_refused()
    {
        await using TestDevice device = _fleet.Device();
        ReleaseId five = (await device.InstallAsync(new TestPackage { Release = 5 }.Bytes(_fleet.Publishers))).Current!.Id;
        Bulletin recall = DocumentFleet.Bulletin(1, DocumentFleet.Recalled(five)) with { LeastReleases = [new LeastRelease("vision", 7)] };
        Assert.Null(device.Keeper.ReceiveBulletin(_fleet.Sign(recall)));
        SlotState below = await device.InstallAsync(new TestPackage { Release = 6 }.Bytes(_fleet.Publishers));
        Assert.Equal((PolicyReasons.ReleaseBelowLeast, 5L), (below.LastFailure, below.Current!.Id.Release));
        Assert.Equal(7, (await device.InstallAsync(new TestPackage { Release = 7 }.Bytes(_fleet.Publishers))).Current!.Id.Release);
    }

    [Fact]
    [RedTeam("G2", "Drives the release number to its end with a stolen publisher key, so that nothing can be installed any more", typeof(UpdateMachine), "RELEASE_BELOW_FLOOR")]
    public async Task Root_lowers_a_poisoned_floor_once_and_for_all_generations()
    {
        const long huge = (1L << 53) - 1;
        await using (TestDevice device = _fleet.Device())
        {
            Assert.Equal(huge, (await device.InstallAsync(new TestPackage { Release = huge }.Bytes(_fleet.Publishers))).Floor);
            Assert.Equal(PolicyReasons.ReleaseBelowFloor, (await device.InstallAsync(new TestPackage { Release = 5 }.Bytes(_fleet.Publishers))).LastFailure);
            TrustUpdate update = _fleet.Update with
            {
                Roles = new Dictionary<TrustRole, RoleAnchors> { [TrustRole.Root] = DocumentFleet.Anchors(_fleet.Root), [TrustRole.Publisher] = DocumentFleet.Anchors(_fleet.NextPublishers) },
                FloorResets = [new FloorReset("vision", 4)],
            };
            Assert.Null(device.Keeper.Receive(_fleet.Sign(update), null));
            await device.UntilAsync(() => device.Slot().Floor == 4);
            SlotState repaired = await device.InstallAsync(new TestPackage { Release = 5, Content = "clean" }.Bytes(_fleet.NextPublishers));
            Assert.Equal((5L, 5L), (repaired.Current!.Id.Release, repaired.Floor));
            Assert.Equal(SignatureReasons.ChainUntrusted, (await device.InstallAsync(new TestPackage { Release = 6 }.Bytes(_fleet.Publishers))).LastFailure);
        }

        // The same update is in force at every start, and lowers nothing a second time, whichever generation is lost.
        foreach (string generation in new[] { "slots.0", "slots.1", "trust.0", "trust.1" })
        {
            File.Delete(_fleet.Folder[$"state/state/{generation}"]);
            await using TestDevice again = _fleet.Device();
            await again.UntilAsync(() => again.Slot().Integrity == Integrity.Intact);
            Assert.Equal((5L, 1L, 5L), (again.Slot().Floor, again.Slot().FloorEra, again.Slot().Current!.Id.Release));
            Assert.Equal(1, again.Keeper.State.TrustVersion);
        }
    }

    [Fact]
    [RedTeam("G2", "Sets the clock back to 1970, so that what has expired is taken", typeof(TimeFloor), "RELEASE_TIME_UNPROVEN")]
    public async Task What_documents_prove_of_the_time_outlives_a_restart_and_a_clock_that_was_reset()
    {
        DateTimeOffset later = DocumentFleet.Now.AddDays(40);
        await using (TestDevice device = _fleet.Device())
        {
            device.Now = later;
            Assert.Null(device.Keeper.ReceiveBulletin(_fleet.Sign(DocumentFleet.Bulletin(1) with { Issued = later, Expires = later.AddDays(1) })));
        }

        await using TestDevice again = _fleet.Device();
        again.Now = DateTimeOffset.UnixEpoch;
        Assert.Equal(later, again.Keeper.Now.Instant);
        SlotState state = await again.InstallAsync(new TestPackage { Release = 5, Expires = later.AddDays(-1) }.Bytes(_fleet.Publishers));
        Assert.Equal(PolicyReasons.ReleaseTimeUnproven, state.LastFailure);
        Assert.Null(state.Current);
    }
}

using MLSecOps.Core.Digests;
using MLSecOps.Hub.Domain.Devices;
using MLSecOps.Hub.Domain.Findings;
using MLSecOps.Hub.Domain.Packages;
using MLSecOps.Hub.Domain.Records;
using MLSecOps.Hub.Domain.Rollouts;
using MLSecOps.Hub.Domain.Storage;

namespace MLSecOps.Hub.Storage.Tests.Contract;

/// <summary>What every database behind the port must do. Each kind of database is a class below this one.</summary>
public abstract partial class HubStoreContract : IDisposable
{
    private IHubStore? _store;

    private protected IHubStore Store => _store ??= Open();

    /// <summary>Opens the database of this test; the second time finds what the first left.</summary>
    protected abstract IHubStore Open();

    public void Dispose()
    {
        _store?.Dispose();
        CleanUp();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void An_empty_database_knows_nothing()
    {
        Assert.Null(Store.FindToken(Samples.Digest("x")));
        Assert.Null(Store.FindDevice(Samples.Ueid));
        Assert.Empty(Store.Devices());
        Assert.Null(Store.FindDevice(Samples.Digest("k")));
        Assert.Null(Store.FindKey(Samples.Digest("k")));
        Assert.Empty(Store.KeysOf(Samples.Ueid));
        Assert.Empty(Store.EndedKeys());
        Assert.Null(Store.FindIdevid(Samples.Digest("i")));
        Assert.Empty(Store.FloorsOf(Samples.Ueid));
        Assert.Null(Store.NewestRevocationList());
        Assert.Null(Store.FindTpm(Samples.Ueid));
        Assert.Null(Store.FindTpm(Samples.Digest("ek")));
        Assert.Empty(Store.Tpms());
        Assert.Null(Store.FindTpmChallenge("aa"));
        Assert.Equivalent(new DeviceState(Samples.Ueid), Store.StateOf(Samples.Ueid), strict: true);
        Assert.Empty(Store.States());
        Assert.Null(Store.FindRecord(Samples.Ueid, Samples.Epoch, 1));
        Assert.Empty(Store.RecordsAfter(Samples.Ueid, Samples.Epoch, 0, 10));
        Assert.Null(Store.FindEvidence(1));
        Assert.Null(Store.FindEvidence(Samples.Ueid, "aa"));
        Assert.Null(Store.FindChallenge("aa"));
        Assert.Null(Store.NewestEpoch());
        Assert.Null(Store.FindFinding(1));
        Assert.Empty(Store.Findings(null, null, 10));
        Assert.Empty(Store.Changes(null, 10));
        Assert.Null(Store.FindPackage(Samples.Digest("x")));
        Assert.Empty(Store.Packages());
        Assert.Null(Store.FindRollout(1));
        Assert.Empty(Store.Rollouts(10));
        Assert.Null(Store.FindDirective(Samples.Ueid));
        Assert.Empty(Store.Directives());
        Assert.Null(Store.Trouble());
    }

    [Fact]
    public void Everything_comes_back_as_it_was_also_after_reopening()
    {
        Store.Enrol(Samples.Ueid);
        (long evidence, long finding, long rollout) = Store.Write(write =>
        {
            write.AddToken(Samples.Token());
            write.PutState(Samples.State());
            write.AddRecord(Samples.Record(1));
            write.AddChallenge(Samples.Challenge("aa", Samples.Ueid, 0));
            write.AddChallenge(Samples.Challenge("ee", null, 0));
            write.AddChange(Samples.Change("verdict trusted -> rejected"));
            write.AddPackage(Samples.Package());
            write.PutDirective(Samples.Directive(1));
            write.PutKey(Samples.Key("next"));
            write.PutKey(Samples.Key("ended", Samples.Noon.AddHours(2), KeyEnd.Revoked));
            write.AddIdevid(Samples.Idevid());
            write.RaiseFloors(Samples.Ueid, [new AttestedFloor("vision", 7), new AttestedFloor("audio", 1)]);
            write.PutRevocationList(Samples.RevocationList(3));
            return (write.AddEvidence(Samples.Evidence()), write.AddFinding(Samples.Finding()), write.AddRollout(Samples.Rollout(Samples.Ueid, Samples.Other)));
        });

        for (int opened = 1; opened <= 2; opened++)
        {
            Same(Samples.Token(), Store.FindToken(Samples.Digest("secret")));
            Same(Samples.Device(), Store.FindDevice(Samples.Ueid));
            Same([Samples.Device()], Store.Devices());
            Same(Samples.State(), Store.StateOf(Samples.Ueid));
            Same([Samples.State()], Store.States());
            Same(Samples.Record(1), Store.FindRecord(Samples.Ueid, Samples.Epoch, 1));
            Same(Samples.Evidence() with { Id = evidence }, Store.FindEvidence(evidence));
            Same(Samples.Evidence() with { Id = evidence }, Store.FindEvidence(Samples.Ueid, "aa"));
            Same(Samples.Challenge("aa", Samples.Ueid, 0), Store.FindChallenge("aa"));
            Same(Samples.Challenge("ee", null, 0), Store.NewestEpoch());
            Same(Samples.Finding() with { Id = finding }, Store.FindFinding(finding));
            Same([Samples.Change("verdict trusted -> rejected")], Store.Changes(null, 10));
            Same(Samples.Package(), Store.FindPackage(Samples.Digest("manifest")));
            Same([Samples.Package()], Store.Packages());
            Same(Samples.Rollout(Samples.Ueid, Samples.Other) with { Id = rollout }, Store.FindRollout(rollout));
            Same(Samples.Directive(1), Store.FindDirective(Samples.Ueid));
            Same([Samples.Directive(1)], Store.Directives());
            Same(Samples.Device(), Store.FindDevice(Samples.Digest("key")));
            Same(Samples.Key("next"), Store.FindKey(Samples.Digest("next")));
            Same([Samples.Key("ended", Samples.Noon.AddHours(2), KeyEnd.Revoked)], Store.EndedKeys());
            Assert.Equal(2, Store.KeysOf(Samples.Ueid).Count);
            Same(Samples.Idevid(), Store.FindIdevid(Samples.Digest("manufacturer")));
            Same([new AttestedFloor("audio", 1), new AttestedFloor("vision", 7)], Store.FloorsOf(Samples.Ueid));
            Same(Samples.RevocationList(3), Store.NewestRevocationList());
            Reopen();
        }
    }

    [Fact]
    public void States_has_all_enrolled_devices_in_order_also_those_that_said_nothing()
    {
        Store.Enrol(Samples.Other, Samples.Ueid);
        Store.Write(write => write.PutState(Samples.State(Samples.Other)));
        Same([new DeviceState(Samples.Ueid), Samples.State(Samples.Other)], Store.States());
        Assert.Equal([Samples.Ueid, Samples.Other], Store.Devices().Select(device => device.Ueid));
    }

    [Fact]
    public void A_newer_state_replaces_the_one_before()
    {
        Store.Enrol(Samples.Ueid);
        Store.Write(write => write.PutState(Samples.State()));
        Store.Write(write => write.PutState(new DeviceState(Samples.Ueid) { BdSeq = 8 }));
        Same(new DeviceState(Samples.Ueid) { BdSeq = 8 }, Store.StateOf(Samples.Ueid));
    }

    [Fact]
    public void The_same_record_again_is_a_duplicate()
    {
        Store.Enrol(Samples.Ueid);
        Assert.Equal(RecordInsertion.Inserted, Store.Write(write => write.AddRecord(Samples.Record(1))));
        Assert.Equal(RecordInsertion.Duplicate, Store.Write(write => write.AddRecord(Samples.Record(1) with { Received = Samples.Noon.AddDays(1) })));
        Same(Samples.Record(1), Store.FindRecord(Samples.Ueid, Samples.Epoch, 1));
    }

    [Fact]
    public void Another_record_in_the_same_place_is_a_fork_however_often_it_comes_and_the_first_stays()
    {
        Store.Enrol(Samples.Ueid);
        Store.Write(write => write.AddRecord(Samples.Record(1)));
        foreach (string payload in (string[])["other", "third", "other"])
        {
            Assert.Equal(RecordInsertion.Fork, Store.Write(write => write.AddRecord(Samples.Record(1, payload))));
        }

        Assert.Equal(RecordInsertion.Duplicate, Store.Write(write => write.AddRecord(Samples.Record(1))));
        Same(Samples.Record(1), Store.FindRecord(Samples.Ueid, Samples.Epoch, 1));
        Same([Samples.Record(1)], Store.RecordsAfter(Samples.Ueid, Samples.Epoch, 0, 10));
        Assert.All((string[])["{}", "other", "third"], payload => Assert.True(Store.HasRecord(Samples.Ueid, Place(Samples.Record(1, payload)))));
        Assert.False(Store.HasRecord(Samples.Ueid, Place(Samples.Record(1, "fourth"))));
        Assert.False(Store.HasRecord(Samples.Ueid, Place(Samples.Record(1)) with { Sequence = 2 }));
        Assert.False(Store.HasRecord(Samples.Other, Place(Samples.Record(1))));
    }

    [Fact]
    public void A_place_is_one_of_one_device_and_one_epoch()
    {
        const string second = "ffffffffffffffffffffffffffffffff";
        Store.Enrol(Samples.Ueid, Samples.Other);
        Assert.All(
            (StoredRecord[])[Samples.Record(1), Samples.Record(1, "x", second), Samples.Record(1, "x", ueid: Samples.Other)],
            record => Assert.Equal(RecordInsertion.Inserted, Store.Write(write => write.AddRecord(record))));
    }

    [Fact]
    public void Records_come_in_order_behind_a_number_and_not_more_than_asked()
    {
        Store.Enrol(Samples.Ueid);
        Store.Write(write =>
        {
            foreach (long sequence in (long[])[5, 2, 9, 3])
            {
                write.AddRecord(Samples.Record(sequence));
            }
        });
        Assert.Equal([3, 5], Store.RecordsAfter(Samples.Ueid, Samples.Epoch, 2, 2).Select(record => record.Sequence));
    }

    [Fact]
    public void A_record_without_payload_is_kept_as_that()
    {
        Store.Enrol(Samples.Ueid);
        Store.Write(write => write.AddRecord(Samples.Record(1) with { Payload = null }));
        Assert.Null(Store.FindRecord(Samples.Ueid, Samples.Epoch, 1)!.Payload);
    }

    [Fact]
    public void The_newest_evidence_for_a_nonce_is_found()
    {
        Store.Enrol(Samples.Ueid);
        long first = Store.Write(write => write.AddEvidence(Samples.Evidence()));
        long second = Store.Write(write => write.AddEvidence(Samples.Evidence(verdict: Domain.Verdict.Trusted)));
        Assert.True(second > first);
        Assert.Equal(second, Store.FindEvidence(Samples.Ueid, "aa")!.Id);
        Assert.Equal(Domain.Verdict.Trusted, Store.FindEvidence(second)!.Verdict);
        Assert.Null(Store.FindEvidence(Samples.Other, "aa"));
        Assert.True(Store.HasEvidence(Samples.Ueid, "aa", Samples.Evidence().Message));
        Assert.False(Store.HasEvidence(Samples.Ueid, "bb", Samples.Evidence().Message));
        Assert.False(Store.HasEvidence(Samples.Ueid, "aa", Samples.Bytes("another message")));
        Assert.False(Store.HasEvidence(Samples.Other, "aa", Samples.Evidence().Message));
    }

    [Fact]
    public void Nonces_are_forgotten_when_they_expired_before()
    {
        Store.Enrol(Samples.Ueid);
        Store.Write(write =>
        {
            write.AddChallenge(Samples.Challenge("e1", null, 0));
            write.AddChallenge(Samples.Challenge("e2", null, 5));
            write.AddChallenge(Samples.Challenge("d1", Samples.Ueid, 9));
        });
        Assert.Equal("e2", Store.NewestEpoch()!.Nonce);

        Store.Write(write => write.ForgetChallenges(Samples.Noon.AddMinutes(15)));
        Assert.Equal([false, true, true], ((string[])["e1", "e2", "d1"]).Select(nonce => Store.FindChallenge(nonce) is not null));
    }

    [Fact]
    public void Findings_are_listed_newest_first_by_device_and_by_whether_they_are_open()
    {
        Finding open = Samples.Finding() with { Closed = null, ClosedBy = null };
        (long a, long b, long c) = Store.Write(write => (
            write.AddFinding(open), write.AddFinding(Samples.Finding(Samples.Other, null)), write.AddFinding(open with { Ueid = Samples.Other })));

        Assert.Equal([c, b, a], Ids(Store.Findings(null, null, 10)));
        Assert.Equal([c, b], Ids(Store.Findings(null, null, 2)));
        Assert.Equal([c, a], Ids(Store.Findings(null, true, 10)));
        Assert.Equal([b], Ids(Store.Findings(null, false, 10)));
        Assert.Equal([c, b], Ids(Store.Findings(Samples.Other, null, 10)));
        Assert.Equal([c], Ids(Store.Findings(Samples.Other, true, 10)));
        Assert.Equal([b], Ids(Store.Findings(Samples.Other, false, 10)));

        static IEnumerable<long> Ids(IEnumerable<Finding> findings) => findings.Select(finding => finding.Id);
    }

    [Fact]
    public void A_finding_is_replaced_whole()
    {
        long id = Store.Write(write => write.AddFinding(Samples.Finding()));
        Finding after = new(id, Samples.Other, null, "DEVICE_SILENT", "warning", Samples.Noon) { LastSeen = Samples.Noon };
        Store.Write(write => write.PutFinding(after));
        Same(after, Store.FindFinding(id));
        Assert.Throws<ArgumentException>(() => Store.Write(write => write.PutFinding(after with { Id = id + 1 })));
    }

    [Fact]
    public void Changes_are_listed_newest_first_also_when_they_have_one_time()
    {
        Store.Write(write =>
        {
            write.AddChange(Samples.Change("1"));
            write.AddChange(Samples.Change("2", Samples.Other));
            write.AddChange(Samples.Change("3"));
        });
        Assert.Equal(["3", "2"], Store.Changes(null, 2).Select(change => change.What));
        Assert.Equal(["3", "1"], Store.Changes(Samples.Ueid, 10).Select(change => change.What));
    }

    [Fact]
    public void A_package_is_kept_once_and_packages_are_listed_by_model_and_release()
    {
        StoredPackage[] packages = [Samples.Package("b", 2, "b2"), Samples.Package("a", 10, "a10"), Samples.Package("a", 9, "a9")];
        Store.Write(write => Array.ForEach(packages, write.AddPackage));
        Store.Write(write => write.AddPackage(packages[0] with { PushedBy = "somebody else" }));
        Same([packages[2], packages[1], packages[0]], Store.Packages());
    }

    [Fact]
    public void Rollouts_are_listed_newest_first()
    {
        Store.Write(write => write.AddPackage(Samples.Package()));
        long first = Store.Write(write => write.AddRollout(Samples.Rollout()));
        long second = Store.Write(write => write.AddRollout(Samples.Rollout()));
        Assert.Equal([second, first], Store.Rollouts(10).Select(rollout => rollout.Id));
        Assert.Equal(second, Assert.Single(Store.Rollouts(1)).Id);
    }

    [Fact]
    public void A_newer_directive_replaces_the_one_before()
    {
        Store.Enrol(Samples.Ueid, Samples.Other);
        Store.Write(write =>
        {
            write.PutDirective(Samples.Directive(1));
            write.PutDirective(Samples.Directive(2));
            write.PutDirective(Samples.Directive(7, Samples.Other));
        });
        Assert.Equal(2, Store.FindDirective(Samples.Ueid)!.Sequence);
        Assert.Equal([2, 7], Store.Directives().Select(directive => directive.Sequence));
    }

    private protected void Reopen()
    {
        _store?.Dispose();
        _store = null;
    }

    private protected virtual void CleanUp()
    {
    }

    private static void Same<T>(T expected, T? actual) => Assert.Equivalent(expected, actual, strict: true);

    private static ChainPosition Place(StoredRecord record) => new(record.Epoch, record.Sequence, record.Link);
}

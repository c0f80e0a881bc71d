using MLSecOps.Core.Digests;
using MLSecOps.Hub.Domain.Devices;
using MLSecOps.Hub.Domain.Findings;
using MLSecOps.Hub.Domain.Packages;
using MLSecOps.Hub.Domain.Records;
using MLSecOps.Hub.Domain.Rollouts;
using MLSecOps.Hub.Domain.Storage;

namespace MLSecOps.Hub.Storage.Tests.Contract;

/// <summary>What every database behind the port must do. Each kind of database is a class below this one.</summary>
public abstract class HubStoreContract : IDisposable
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
    public void A_token_enrols_once()
    {
        Store.Write(write => write.AddToken(Samples.Token()));

        Assert.True(Store.Write(write => write.Redeem(Samples.Digest("secret"), Samples.Device())));
        Assert.Equal(Samples.Device().Enrolled, Store.FindToken(Samples.Digest("secret"))!.Used);

        Assert.False(Store.Write(write => write.Redeem(Samples.Digest("secret"), Samples.Device(key: "another"))));
        Same(Samples.Device(), Store.FindDevice(Samples.Ueid));
    }

    [Fact]
    public void A_renewed_key_is_taken_once_and_the_one_before_stays_ended()
    {
        Store.Enrol(Samples.Ueid);
        Store.Write(write => write.PutKey(Samples.Key("next")));
        Store.Write(write =>
        {
            write.TakeKey(Samples.Digest("next"));
            write.PutDevice(Samples.Device(key: "next"));
            write.PutKey(Samples.Key("key", Samples.Noon, KeyEnd.Superseded));
        });
        Assert.Null(Store.FindKey(Samples.Digest("next")));
        Assert.Equal(Samples.Digest("next"), Store.FindDevice(Samples.Ueid)!.Key);
        Store.Write(write => write.TakeKey(Samples.Digest("key")));
        Assert.Equal(KeyEnd.Superseded, Store.FindKey(Samples.Digest("key"))!.Cause);
    }

    [Fact]
    public void A_device_keeps_its_standing_until_it_stands_up_again()
    {
        Store.Enrol(Samples.Ueid);
        Store.Write(write => write.PutDevice(Samples.Device() with { Standing = DeviceStanding.Retired, StandingSince = Samples.Noon }));
        Assert.Equal(DeviceStanding.Retired, Assert.Single(Store.Devices()).Standing);
        Assert.Equal(Samples.Noon, Store.FindDevice(Samples.Ueid)!.StandingSince);
        Store.Write(write => write.PutDevice(Samples.Device(key: "again")));
        Assert.Equal(DeviceStanding.Enrolled, Store.FindDevice(Samples.Ueid)!.Standing);
        Assert.Null(Store.FindDevice(Samples.Ueid)!.StandingSince);
    }

    [Fact]
    public void Floors_never_fall_and_lists_only_rise()
    {
        Store.Enrol(Samples.Ueid);
        Store.Write(write =>
        {
            write.RaiseFloors(Samples.Ueid, [new AttestedFloor("vision", 7)]);
            write.RaiseFloors(Samples.Ueid, [new AttestedFloor("vision", 3)]);
            write.PutRevocationList(Samples.RevocationList(3));
            write.PutRevocationList(Samples.RevocationList(4));
        });
        Assert.Equal([new AttestedFloor("vision", 7)], Store.FloorsOf(Samples.Ueid));
        Assert.Equal(4, Store.NewestRevocationList()!.Number);
        Assert.Throws<StorageException>(() => Store.Write(write => write.PutRevocationList(Samples.RevocationList(4))));
    }

    [Fact]
    public void A_token_that_enrols_again_says_so_and_is_used_once()
    {
        Store.Enrol(Samples.Ueid);
        Store.Write(write => write.AddToken(Samples.Token("again") with { Reenrols = true }));
        Assert.True(Store.FindToken(Samples.Digest("again"))!.Reenrols);
        Assert.False(Store.Write(write => write.UseToken(Samples.Digest("again"), Samples.Other, Samples.Noon)));
        Assert.True(Store.Write(write => write.UseToken(Samples.Digest("again"), Samples.Ueid, Samples.Noon)));
        Assert.False(Store.Write(write => write.UseToken(Samples.Digest("again"), Samples.Ueid, Samples.Noon)));
    }

    [Fact]
    public void A_TPM_comes_back_as_it_was_and_is_one_device_s()
    {
        Store.Write(write =>
        {
            foreach (string ueid in (string[])[Samples.Ueid, Samples.Other])
            {
                write.PutDevice(Samples.Device(ueid, $"key of {ueid}"));
            }

            write.PutTpmChallenge(Samples.TpmChallenge("old"));
            write.PutTpmChallenge(Samples.TpmChallenge());
        });
        Assert.Null(Store.FindTpmChallenge("old"));
        Assert.Equivalent(Samples.TpmChallenge(), Store.FindTpmChallenge("aa"), strict: true);
        Store.Write(write => write.PutTpm(Samples.Tpm() with { Clock = null }));
        Store.Write(write => write.PutTpm(Samples.Tpm()));
        // Bound: the challenge is used up.
        Assert.Null(Store.FindTpmChallenge("aa"));
        Assert.Equivalent(Samples.Tpm(), Store.FindTpm(Samples.Ueid), strict: true);
        Assert.Equivalent(Samples.Tpm(), Store.FindTpm(Samples.Digest("ek")), strict: true);
        Assert.Equivalent(Samples.Tpm(), Assert.Single(Store.Tpms()), strict: true);
        // Whatever the caller forgot to ask: another device never takes it over.
        Assert.Throws<StorageException>(() => Store.Write(write => write.PutTpm(Samples.Tpm(Samples.Other))));
        Assert.Equal(Samples.Ueid, Store.FindTpm(Samples.Digest("ek"))!.Ueid);
        Store.Write(write => write.ForgetTpm(Samples.Ueid));
        Assert.Empty(Store.Tpms());
        // Its evidence stays attributable.
        Assert.Equal(Samples.Tpm().AttestationKey.ToArray(), Store.FindAttestationKey(Sha256Digest.Of(Samples.Tpm().AttestationKey.Span)));
        Assert.Null(Store.FindAttestationKey(Samples.Digest("another")));
    }

    [Fact]
    public void An_unknown_token_enrols_nobody()
    {
        Assert.False(Store.Write(write => write.Redeem(Samples.Digest("guessed"), Samples.Device())));
        Assert.Empty(Store.Devices());
    }

    [Fact]
    public void A_token_enrols_no_other_device_than_its_own()
    {
        Store.Write(write => write.AddToken(Samples.Token()));
        Assert.False(Store.Write(write => write.Redeem(Samples.Digest("secret"), Samples.Device(Samples.Other))));
        Assert.Empty(Store.Devices());
        Assert.Null(Store.FindToken(Samples.Digest("secret"))!.Used);
    }

    [Fact]
    public void A_second_token_for_an_enrolled_device_stays_unused()
    {
        Store.Enrol(Samples.Ueid);
        Store.Write(write => write.AddToken(Samples.Token("second")));
        Assert.False(Store.Write(write => write.Redeem(Samples.Digest("second"), Samples.Device(key: "another"))));
        Assert.Null(Store.FindToken(Samples.Digest("second"))!.Used);
        Same(Samples.Device(), Store.FindDevice(Samples.Ueid));
    }

    [Fact]
    public async Task Of_many_who_redeem_one_token_at_once_one_succeeds()
    {
        Store.Write(write => write.AddToken(Samples.Token()));
        bool[] results = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(
            () => Store.Write(write => write.Redeem(Samples.Digest("secret"), Samples.Device(key: $"key {i}"))), TestContext.Current.CancellationToken)));
        Assert.Equal(1, results.Count(won => won));
        Assert.Equal(Samples.Digest($"key {Array.IndexOf(results, true)}"), Assert.Single(Store.Devices()).Key);
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

    [Fact]
    public void A_record_of_a_device_that_is_not_enrolled_is_refused() =>
        Assert.Throws<StorageException>(() => Store.Write(write => write.AddRecord(Samples.Record(1))));

    [Fact]
    public void Others_see_only_what_was_committed_and_the_writer_its_own()
    {
        Store.Enrol(Samples.Ueid);
        using IHubTransaction write = Store.Begin();
        write.PutState(Samples.State());
        Assert.Equal(7, write.StateOf(Samples.Ueid).BdSeq);
        Assert.Equal(0, Store.StateOf(Samples.Ueid).BdSeq);
        write.Commit();
        Assert.Equal(7, Store.StateOf(Samples.Ueid).BdSeq);
    }

    [Fact]
    public void Without_commit_nothing_stays()
    {
        using (IHubTransaction write = Store.Begin())
        {
            write.AddPackage(Samples.Package());
        }

        Assert.Empty(Store.Packages());
        Reopen();
        Assert.Empty(Store.Packages());
    }

    [Fact]
    public void After_a_failure_nothing_of_the_transaction_stays_and_the_next_one_works()
    {
        using (IHubTransaction write = Store.Begin())
        {
            write.AddPackage(Samples.Package());
            Assert.Throws<StorageException>(() => write.AddRecord(Samples.Record(1)));
            Assert.Throws<StorageException>(() => write.AddPackage(Samples.Package(manifest: "later")));
            Assert.Throws<StorageException>(write.Commit);
        }

        Assert.Empty(Store.Packages());
        Store.Write(write => write.AddPackage(Samples.Package()));
        Assert.Single(Store.Packages());
    }

    [Fact]
    public async Task A_second_writer_waits_for_the_first()
    {
        IHubTransaction first = Store.Begin();
        Task<int> second = Task.Run(
            () => Store.Write(write =>
            {
                int seen = write.Packages().Count;
                write.AddPackage(Samples.Package(release: 18, manifest: "second"));
                return seen;
            }),
            TestContext.Current.CancellationToken);
        first.AddPackage(Samples.Package());
        Assert.False(second.IsCompleted);
        first.Commit();
        first.Dispose();
        Assert.Equal(1, await second);
        Assert.Equal(2, Store.Packages().Count);
    }

    [Fact]
    public async Task Many_readers_and_writers_at_once_see_whole_transactions()
    {
        // Each transaction adds two lines: whoever ever sees an odd number saw half of one.
        CancellationToken cancel = TestContext.Current.CancellationToken;
        Task[] writers = [.. Enumerable.Range(0, 3).Select(_ => Task.Run(
            () =>
            {
                for (int i = 0; i < 10; i++)
                {
                    Store.Write(write =>
                    {
                        write.AddChange(Samples.Change("first"));
                        write.AddChange(Samples.Change("second"));
                    });
                }
            },
            cancel))];
        Task[] readers = [.. Enumerable.Range(0, 3).Select(_ => Task.Run(
            () =>
            {
                while (!Array.TrueForAll(writers, writer => writer.IsCompleted))
                {
                    Assert.Equal(0, Store.Changes(null, 1000).Count % 2);
                }
            },
            cancel))];
        await Task.WhenAll([.. writers, .. readers]);
        Assert.Equal(60, Store.Changes(null, 1000).Count);
    }

    [Fact]
    public void A_transaction_that_ended_takes_nothing_more()
    {
        IHubTransaction write = Store.Begin();
        write.Commit();
        Assert.Throws<ObjectDisposedException>(() => write.AddPackage(Samples.Package()));
        write.Dispose();
        Store.Begin().Dispose();
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

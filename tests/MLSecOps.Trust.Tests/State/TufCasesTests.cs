using System.Text;

using MLSecOps.Core.Findings;
using MLSecOps.Formats.Bulletins;
using MLSecOps.Formats.Documents;
using MLSecOps.Formats.TrustUpdates;
using MLSecOps.TestKit;
using MLSecOps.Trust.Bulletins;
using MLSecOps.Trust.Packages;
using MLSecOps.Trust.Policy;
using MLSecOps.Trust.State;
using MLSecOps.Trust.TrustUpdates;

namespace MLSecOps.Trust.Tests.State;

/// <summary>The rollback, freeze and expiry cases of TUF (1.0.34, 5.3 and 5.4) over the static repositories of tuf-conformance, mapped onto our documents; the reference page is made from it.</summary>
public sealed class TufCasesTests
{
    private readonly List<(string Repository, string Case, string Ours, string Outcome, string Wanted)> _rows = [];

    [Fact]
    public void Each_case_has_its_outcome()
    {
        string? folder = SharedVectors.Find("signing/tuf/tuf_conformance/static_data");
        Assert.SkipWhen(folder is null, SharedVectors.Absent);
        foreach (string name in new[] { "sigstore-root-signing", "tuf-on-ci-0.11" })
        {
            TufRepository repository = new(Path.Combine(folder!, name));
            Assert.NotEmpty(repository.Roots);
            Roots(repository);
            Bulletins(repository);
            Releases(repository);
        }

        Assert.All(_rows, row => Assert.Equal((row.Repository, row.Case, row.Wanted), (row.Repository, row.Case, row.Outcome)));
        ReferencePage.Matches("tuf-cases.md", Page());
    }

    private void Roots(TufRepository repository)
    {
        FleetRoles first = First(repository);
        VerificationTime time = new(repository.Time, TimeOrigin.Clock);
        TrustState state = TrustState.Initial;
        TufRoot last = repository.Roots[^1];
        foreach (TufRoot root in repository.Roots)
        {
            TrustUpdate update = repository.Update(root);
            TrustState before = state;
            string expired = root.Expires < repository.Time ? ", expired by then" : "";
            TrustUpdateAppraisal taken = Judge(repository, first, update, root.SignedBy, state, time);
            Row(repository, $"root {root.Version} follows{expired}", $"trust update {root.Version}, {root.SignedBy.Count} signatures, threshold {root.Threshold}", taken.Verdict, "accepted");
            state = taken.State;
            if (root.Version == 1)
            {
                continue;
            }

            TufRoot previous = repository.Roots[(int)root.Version - 2];
            if (!previous.Keys.Order(StringComparer.Ordinal).SequenceEqual(root.Keys.Order(StringComparer.Ordinal)) && previous.Keys.Except(root.Keys).Count() >= root.Threshold)
            {
                IEnumerable<string> old = root.SignedBy.Intersect(previous.Keys), fresh = root.SignedBy.Intersect(root.Keys).Except(previous.Keys);
                Row(repository, $"root {root.Version} without its new keys' signatures", $"trust update {root.Version}", Judge(repository, first, update, [.. old], before, time).Verdict, "TRUST_NEW_ROOT_MISSING");
                Row(repository, $"root {root.Version} without the old keys' signatures", $"trust update {root.Version}", Judge(repository, first, update, [.. fresh], before, time).Verdict, "SIGNER_CHAIN_UNTRUSTED");
                Row(repository, $"root {root.Version + 1} signed by the keys that {root.Version} retired", $"trust update {root.Version + 1}", Judge(repository, first, repository.Update(previous) with { Version = root.Version + 1 }, [.. old], state, time).Verdict, "SIGNER_CHAIN_UNTRUSTED");
            }
        }

        Assert.Equal(last.Version, state.TrustVersion);
        Row(repository, $"root {last.Version + 1} below its threshold", $"trust update {last.Version + 1}, {last.Threshold - 1} signature(s)", JudgeFew(repository, first, last, state, time), last.Threshold > 1 ? "SIGNER_THRESHOLD_NOT_MET" : "SIGNATURE_MISSING");
        Row(repository, $"root {last.Version + 2} after {last.Version}: one is left out", $"trust update {last.Version + 2}", Judge(repository, first, repository.Update(last) with { Version = last.Version + 2 }, last.Keys, state, time).Verdict, "TRUST_VERSION_GAP");
        if (last.Version > 1)
        {
            Row(repository, $"rollback: root {last.Version - 1} after {last.Version}", $"trust update {last.Version - 1}", Judge(repository, first, repository.Update(last) with { Version = last.Version - 1 }, last.Keys, state, time).Verdict, "TRUST_VERSION_OLDER");
        }

        Row(repository, $"fast-forward: root 2^53-1 after {last.Version}", "trust update 2^53-1", Judge(repository, first, repository.Update(last) with { Version = (1L << 53) - 1 }, last.Keys, state, time).Verdict, "TRUST_VERSION_GAP");
        Freezes(repository, $"freeze: root {last.Version} after its expiry", $"trust update {last.Version} in force", state, last.Expires, DocumentReasons.TrustFrozen);
    }

    // The timestamp role is what tells a client that nothing newer is held back: our bulletin does.
    private void Bulletins(TufRepository repository)
    {
        (long version, DateTimeOffset expires) = repository.Role("timestamp.json");
        VerificationTime time = new(repository.Time, TimeOrigin.Clock);
        (TrustState state, FleetRoles first) = InForce(repository);
        TufRoot last = repository.Roots[^1];
        Bulletin newest = new(version, repository.Time.AddDays(-1), expires, [SignedFleet.Recalled(7)], [], []);
        BulletinAppraisal taken = Judge(repository, first, newest, last.TimestampKeys, state, time);
        Row(repository, $"timestamp {version} is valid", $"bulletin {version}", taken.Verdict, "accepted");
        TrustState with = taken.State;
        Row(repository, $"rollback: timestamp {version - 1} after {version}", $"bulletin {version - 1}", Judge(repository, first, newest with { Version = version - 1 }, last.TimestampKeys, with, time).Verdict, "BULLETIN_VERSION_OLDER");
        Row(repository, $"timestamp {version} again, byte for byte", $"bulletin {version}", Again(repository, first, newest, last, with, time), "accepted");
        Row(repository, $"timestamp {version} with other content", $"bulletin {version}", Judge(repository, first, newest with { Recalls = [] }, last.TimestampKeys, with, time).Verdict, "BULLETIN_VERSION_REUSED");
        Row(repository, $"timestamp {version + 1} signed by a root key", $"bulletin {version + 1}", Judge(repository, first, newest with { Version = version + 1 }, [.. last.Keys.Except(last.TimestampKeys).Take(1)], with, time).Verdict, "SIGNER_CHAIN_UNTRUSTED");
        Freezes(repository, $"freeze: timestamp {version} after its expiry", $"bulletin {version} in force, its recalls too", with, expires, DocumentReasons.BulletinFrozen);
        VerificationTime later = new(expires.AddDays(1), TimeOrigin.Clock);
        Row(repository, $"rollback against an expired timestamp {version}", $"bulletin {version - 1}, valid longer", Judge(repository, first, newest with { Version = version - 1, Expires = expires.AddYears(1) }, last.TimestampKeys, with, later).Verdict, "BULLETIN_VERSION_OLDER");
        Row(repository, $"timestamp {version} first seen after its expiry", $"bulletin {version}: the newest counts, and the freeze is told", Judge(repository, first, newest, last.TimestampKeys, state, later).Verdict, "accepted");

        // Fast-forward recovery (5.3.11): the timestamp's key is replaced by the next root.
        TrustState poisoned = Judge(repository, first, newest with { Version = (1L << 53) - 1 }, last.TimestampKeys, with, time).State;
        TrustUpdate rotation = SignedFleet.With(repository.Update(last) with { Version = last.Version + 1 }, (TrustRole.Publisher, repository.Anchors(["fresh key of timestamp"], 1)));
        TrustState repaired = Judge(repository, first, rotation, last.Keys, poisoned, time).State;
        Row(repository, "fast-forward: timestamp 2^53-1, before its key is replaced", $"bulletin {version + 1}", Judge(repository, first, newest with { Version = version + 1 }, last.TimestampKeys, poisoned, time).Verdict, "BULLETIN_VERSION_OLDER");
        Row(repository, "fast-forward: timestamp 2^53-1, after its key was replaced", $"bulletin {version + 1} by the new key", Judge(repository, first, newest with { Version = version + 1 }, ["fresh key of timestamp"], repaired, time).Verdict, "accepted");
        Row(repository, "a cached role is verified against the current delegator", "bulletin by the retired key, presented again", Judge(repository, first, newest with { Version = (1L << 53) - 1 }, last.TimestampKeys, repaired, time).Verdict, "SIGNER_CHAIN_UNTRUSTED");
    }

    // The targets role names what may be installed: our manifests do, each with its own release and expiry.
    private void Releases(TufRepository repository)
    {
        string file = repository.Roots.Count > 1 ? "11.targets.json" : "1.targets.json";
        (long version, DateTimeOffset expires) = repository.Role(file);
        SamplePackage sample = new() { Change = manifest => manifest with { Release = version, Issued = repository.Time.AddDays(-1), Expires = expires, Audience = [] } };
        byte[] package = sample.Build();
        TrustVerdict Install(long floor, VerificationTime time)
        {
            Dictionary<string, ReleaseHistory> history = new() { ["keyword-spotter"] = new(floor, floor == 0 ? null : floor) };
            return SamplePackage.Verify(package, LongLived(), SamplePackage.Device with { Releases = history }, time).Verdict;
        }

        TrustPolicy LongLived() => SamplePackage.Policy;
        VerificationTime now = new(SamplePackage.Now, TimeOrigin.Argument);
        Row(repository, $"targets {version} is valid", $"release {version}", Install(version, now), "accepted");
        Row(repository, $"rollback: targets {version} after {version + 1}", $"release {version} under floor {version + 1}", Install(version + 1, now), "RELEASE_BELOW_FLOOR");
        SamplePackage stale = new() { Change = manifest => manifest with { Issued = SamplePackage.Now.AddDays(-9), Expires = SamplePackage.Now.AddDays(-2), Audience = [] } };
        Row(repository, "targets after their expiry", "a release after its expiry, by a clock", SamplePackage.Verify(stale.Build()).Verdict, "RELEASE_EXPIRED");
        Row(repository, "targets after their expiry, by a clock that may be wrong", "a release after its expiry, by the time floor: inconclusive, and what runs is not stopped", SamplePackage.Verify(stale.Build(), time: new VerificationTime(SamplePackage.Now, TimeOrigin.Floor)).Verdict, "RELEASE_TIME_UNPROVEN");
    }

    private (TrustState State, FleetRoles First) InForce(TufRepository repository)
    {
        FleetRoles first = First(repository);
        TrustState state = TrustState.Initial;
        foreach (TufRoot root in repository.Roots)
        {
            state = Judge(repository, first, repository.Update(root), root.SignedBy, state, new VerificationTime(repository.Time, TimeOrigin.Clock)).State;
        }

        return (state, first);
    }

    // What an image ships with: root 1's keys, as trust.toml.
    private static FleetRoles First(TufRepository repository) => new(
        new Dictionary<TrustRole, RolePolicy> { [TrustRole.Root] = new(repository.Anchors(repository.Roots[0].Keys, 1).Anchors, repository.Roots[0].Threshold) }, []);

    private static TrustUpdateAppraisal Judge(TufRepository repository, FleetRoles first, TrustUpdate update, IReadOnlyList<string> signers, TrustState state, VerificationTime time) =>
        TrustUpdateVerifier.Verify(SignedFleet.Sign(SignedFleet.Value(TrustUpdateWriter.Write(update)), [.. signers.Select(repository.Signer)]), first, SignedFleet.Name, state, time);

    private static TrustVerdict JudgeFew(TufRepository repository, FleetRoles first, TufRoot last, TrustState state, VerificationTime time)
    {
        ReadOnlyMemory<byte> document = SignedFleet.Value(TrustUpdateWriter.Write(repository.Update(last) with { Version = last.Version + 1 }));
        SignedParts parts = last.Threshold > 1 ? SignedFleet.Sign(document, [.. last.Keys.Take(last.Threshold - 1).Select(repository.Signer)]) : new SignedParts(document, ReadOnlyMemory<byte>.Empty);
        return TrustUpdateVerifier.Verify(parts, first, SignedFleet.Name, state, time).Verdict;
    }

    private static BulletinAppraisal Judge(TufRepository repository, FleetRoles first, Bulletin bulletin, IReadOnlyList<string> signers, TrustState state, VerificationTime time) =>
        BulletinVerifier.Verify(
            SignedFleet.Sign(SignedFleet.Value(BulletinWriter.Write(bulletin)), [.. signers.Select(repository.Signer)]), first.Of(TrustRole.Publisher, state.Trust), state, time);

    private static TrustVerdict Again(TufRepository repository, FleetRoles first, Bulletin bulletin, TufRoot last, TrustState state, VerificationTime time)
    {
        Assert.Equal(bulletin.Version, state.Bulletin!.Bulletin.Version);
        BulletinAppraisal again = BulletinVerifier.Verify(state.Bulletin.Parts, first.Of(TrustRole.Publisher, state.Trust), state, time);
        Assert.Same(state, again.State);
        return again.Verdict;
    }

    private void Freezes(TufRepository repository, string what, string ours, TrustState state, DateTimeOffset expires, Reason reason)
    {
        Assert.DoesNotContain(state.Freezes(new VerificationTime(expires, TimeOrigin.Clock)), freeze => freeze.Reason == reason);
        Freeze? told = state.Freezes(new VerificationTime(expires.AddSeconds(1), TimeOrigin.Clock)).FirstOrDefault(freeze => freeze.Reason == reason);
        _rows.Add((repository.Name, what, ours, told is null ? "nothing" : $"in force, told as {told.Reason.Code}", $"in force, told as {reason.Code}"));
    }

    private void Row(TufRepository repository, string what, string ours, TrustVerdict verdict, string wanted) =>
        _rows.Add((repository.Name, what, ours, verdict.Refusal?.Code ?? "accepted", wanted));

    private string Page()
    {
        StringBuilder text = new();
        text.Append("# TUF's cases on our documents\n\n<!-- Made by TufCasesTests; UPDATE_GOLDEN=1 tests/run TufCases writes it again. -->\n\n");
        text.Append("Rollback, freeze, expiry and recovery as TUF 1.0.34 (5.3, 5.4) asks for them, over the two static repositories of tuf-conformance. ");
        text.Append("Versions, thresholds, dates and who signed what are the repositories'; each TUF key is a pinned signer of ours.\n\n");
        text.Append("Root is our trust update, timestamp our bulletin, targets our manifests. Snapshot has no counterpart: a manifest names its own files, and a bulletin is whole, so that there is nothing to mix and match.\n\n");
        text.Append("Where we differ: TUF's client stops at an expired role. A device goes on with the newest one, keeps older ones out, and tells the freeze, since nobody can reach a device that trusts nothing any more.\n\n");
        text.Append("| repository | case | ours | outcome |\n|---|---|---|---|\n");
        foreach ((string repository, string what, string ours, string outcome, _) in _rows)
        {
            text.Append($"| {repository} | {what} | {ours} | {outcome} |\n");
        }

        return text.ToString();
    }
}

using MLSecOps.Core.Digests;
using MLSecOps.Hub.Domain.Bulletins;
using MLSecOps.Hub.Domain.Devices;
using MLSecOps.Hub.Domain.Findings;
using MLSecOps.Hub.Domain.Packages;
using MLSecOps.Hub.Domain.Records;
using MLSecOps.Hub.Domain.Rollouts;
using MLSecOps.Hub.Domain.Storage;
using MLSecOps.Hub.Storage.Rows;

namespace MLSecOps.Hub.Storage;

/// <summary>What can be asked, whichever connection answers: one of the readers, or that of a write transaction, which sees its own writes.</summary>
public abstract class SqliteReads : IHubReads
{
    private protected SqliteReads()
    {
    }

    /// <inheritdoc/>
    public EnrolmentToken? FindToken(Sha256Digest secret) => Ask(session => session.One(TokenRow.Find, TokenRow.Read, Column.Of(secret)));

    /// <inheritdoc/>
    public Device? FindDevice(string ueid) => Ask(session => session.One(DeviceRow.Find, DeviceRow.Read, ueid));

    /// <inheritdoc/>
    public IReadOnlyList<Device> Devices() => Ask(session => session.All(DeviceRow.All, DeviceRow.Read));

    /// <inheritdoc/>
    public Device? FindDevice(Sha256Digest key) => Ask(session => session.One(DeviceRow.FindKey, DeviceRow.Read, Column.Of(key)));

    /// <inheritdoc/>
    public DeviceKey? FindKey(Sha256Digest key) => Ask(session => session.One(KeyRow.Find, KeyRow.Read, Column.Of(key)));

    /// <inheritdoc/>
    public IReadOnlyList<DeviceKey> KeysOf(string ueid) => Ask(session => session.All(KeyRow.Of, KeyRow.Read, ueid));

    /// <inheritdoc/>
    public IReadOnlyList<DeviceKey> EndedKeys() => Ask(session => session.All(KeyRow.Ended, KeyRow.Read));

    /// <inheritdoc/>
    public IdevidBinding? FindIdevid(Sha256Digest name) => Ask(session => session.One(IdevidRow.Find, IdevidRow.Read, Column.Of(name)));

    /// <inheritdoc/>
    public IReadOnlyList<AttestedFloor> FloorsOf(string ueid) => Ask(session => session.All(FloorRow.Of, FloorRow.Read, ueid));

    /// <inheritdoc/>
    public StoredRevocationList? NewestRevocationList() => Ask(session => session.One(RevocationListRow.Newest, RevocationListRow.Read));

    /// <inheritdoc/>
    public DeviceTpm? FindTpm(string ueid) => Ask(session => session.One(TpmRow.Find, TpmRow.Read, ueid));

    /// <inheritdoc/>
    public DeviceTpm? FindTpm(Sha256Digest endorsement) => Ask(session => session.One(TpmRow.FindEndorsement, TpmRow.Read, Column.Of(endorsement)));

    /// <inheritdoc/>
    public IReadOnlyList<DeviceTpm> Tpms() => Ask(session => session.All(TpmRow.All, TpmRow.Read));

    /// <inheritdoc/>
    public byte[]? FindAttestationKey(Sha256Digest name) => Ask(session => session.One(AttestationKeyRow.Find, row => row.GetFieldValue<byte[]>(0), Column.Of(name)));

    /// <inheritdoc/>
    public TpmChallenge? FindTpmChallenge(string id) => Ask(session => session.One(TpmChallengeRow.Find, TpmChallengeRow.Read, id));

    /// <inheritdoc/>
    public virtual DeviceState StateOf(string ueid) => Ask(session => session.One(StateRow.Find, StateRow.Read, ueid)) ?? new DeviceState(ueid);

    /// <inheritdoc/>
    public virtual IReadOnlyList<DeviceState> States() => Ask(session => session.All(StateRow.All, StateRow.Read));

    /// <inheritdoc/>
    public StoredRecord? FindRecord(string ueid, string epoch, long sequence) =>
        Ask(session => session.One(RecordRow.Find, RecordRow.Read, ueid, epoch, sequence));

    /// <inheritdoc/>
    public bool HasRecord(string ueid, ChainPosition place) =>
        Ask(session => session.Number(RecordRow.Known, ueid, place.Epoch, place.Sequence, Column.Of(place.Digest))) != 0;

    /// <inheritdoc/>
    public IReadOnlyList<StoredRecord> RecordsAfter(string ueid, string epoch, long sequence, int most) =>
        Ask(session => session.All(RecordRow.After, RecordRow.Read, ueid, epoch, sequence, (long)most));

    /// <inheritdoc/>
    public StoredEvidence? FindEvidence(long id) => Ask(session => session.One(EvidenceRow.Find, EvidenceRow.Read, id));

    /// <inheritdoc/>
    public StoredEvidence? FindEvidence(string ueid, string nonce) => Ask(session => session.One(EvidenceRow.FindAnswer, EvidenceRow.Read, ueid, nonce));

    /// <inheritdoc/>
    public bool HasEvidence(string ueid, string nonce, ReadOnlyMemory<byte> message) =>
        Ask(session => session.Number(EvidenceRow.Known, ueid, nonce, Column.Of(message))) != 0;

    /// <inheritdoc/>
    public OpenChallenge? FindChallenge(string nonce) => Ask(session => session.One(ChallengeRow.Find, ChallengeRow.Read, nonce));

    /// <inheritdoc/>
    public OpenChallenge? NewestEpoch() => Ask(session => session.One(ChallengeRow.NewestEpoch, ChallengeRow.Read));

    /// <inheritdoc/>
    public Finding? FindFinding(long id) => Ask(session => session.One(FindingRow.Find, FindingRow.Read, id));

    /// <inheritdoc/>
    public IReadOnlyList<Finding> Findings(string? ueid, bool? open, int most) => Ask(session => ueid is null
        ? session.All(FindingRow.List(false, open), FindingRow.Read, (long)most)
        : session.All(FindingRow.List(true, open), FindingRow.Read, (long)most, ueid));

    /// <inheritdoc/>
    public IReadOnlyList<Change> Changes(string? ueid, int most) => Ask(session => ueid is null
        ? session.All(ChangeRow.Newest, ChangeRow.Read, (long)most)
        : session.All(ChangeRow.NewestOf, ChangeRow.Read, (long)most, ueid));

    /// <inheritdoc/>
    public StoredPackage? FindPackage(Sha256Digest manifest) => Ask(session => session.One(PackageRow.Find, PackageRow.Read, Column.Of(manifest)));

    /// <inheritdoc/>
    public IReadOnlyList<StoredPackage> Packages() => Ask(session => session.All(PackageRow.All, PackageRow.Read));

    /// <inheritdoc/>
    public Rollout? FindRollout(long id) => Ask(session => session.One(RolloutRow.Find, RolloutRow.Read, id));

    /// <inheritdoc/>
    public IReadOnlyList<Rollout> Rollouts(int most) => Ask(session => session.All(RolloutRow.Newest, RolloutRow.Read, (long)most));

    /// <inheritdoc/>
    public IssuedDirective? FindDirective(string ueid) => Ask(session => session.One(DirectiveRow.Find, DirectiveRow.Read, ueid));

    /// <inheritdoc/>
    public IReadOnlyList<IssuedDirective> Directives() => Ask(session => session.All(DirectiveRow.All, DirectiveRow.Read));

    /// <inheritdoc/>
    public StoredBulletin? NewestBulletin() => Ask(session => session.One(BulletinRow.Newest, BulletinRow.Read, 1L));

    /// <inheritdoc/>
    public IReadOnlyList<StoredBulletin> Bulletins(int most) => Ask(session => session.All(BulletinRow.Newest, BulletinRow.Read, (long)most));

    /// <inheritdoc/>
    public virtual string? Trouble() => Ask(Examine);

    private protected static string? Examine(Session session)
    {
        string? found = session.Set("PRAGMA quick_check(1)");
        return found == "ok" ? null : $"the database is damaged: {found}";
    }

    private protected abstract T Ask<T>(Func<Session, T> question);
}

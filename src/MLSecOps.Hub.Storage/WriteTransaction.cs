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

/// <summary>A write transaction on the one connection that writes.</summary>
/// <remarks>
/// After a failure the engine may have rolled back by itself and would take the next statement as a transaction of its own:
/// so whatever comes after a failure fails too, and nothing stays.
/// </remarks>
internal sealed class WriteTransaction : SqliteReads, IHubTransaction
{
    // A batch changes the state of the same few devices over and over: it is written once, before the commit.
    private readonly Dictionary<string, DeviceState> _states = new(StringComparer.Ordinal);
    private readonly Session _session;
    private readonly Action _release;
    private bool _failed;
    private bool _ended;

    /// <summary>Begins.</summary>
    /// <param name="session">The connection that writes, held until <paramref name="release"/>.</param>
    /// <param name="release">Lets the next writer in; called once.</param>
    public WriteTransaction(Session session, Action release)
    {
        session.Set("BEGIN IMMEDIATE");
        _session = session;
        _release = release;
    }

    public void AddToken(EnrolmentToken token) => Run(TokenRow.Insert, TokenRow.Values(token));

    public bool Redeem(Sha256Digest secret, Device device)
    {
        if (FindDevice(device.Ueid) is not null || !UseToken(secret, device.Ueid, device.Enrolled))
        {
            return false;
        }

        Run(DeviceRow.Insert, DeviceRow.Values(device));
        return true;
    }

    public bool UseToken(Sha256Digest secret, string ueid, DateTimeOffset now) => Run(TokenRow.Use, Column.Of(secret), ueid, Column.Of(now)) != 0;

    public void PutDevice(Device device)
    {
        Run(DeviceRow.Put, DeviceRow.Values(device));
        if (device.Standing == DeviceStanding.Enrolled)
        {
            Run(DeviceRow.StandUp, device.Ueid);
        }
        else
        {
            Run(DeviceRow.Stand, device.Ueid, DeviceStandingWords.Of(device.Standing), Column.Of(device.StandingSince));
        }
    }

    public void PutKey(DeviceKey key) => Run(KeyRow.Put, KeyRow.Values(key));

    public void TakeKey(Sha256Digest key) => Run(KeyRow.Take, Column.Of(key));

    public void AddIdevid(IdevidBinding binding) => Run(IdevidRow.Insert, IdevidRow.Values(binding));

    public void RaiseFloors(string ueid, IReadOnlyList<AttestedFloor> floors)
    {
        foreach (AttestedFloor floor in floors)
        {
            Run(FloorRow.Raise, ueid, floor.Model, floor.Floor);
        }
    }

    public void PutRevocationList(StoredRevocationList list)
    {
        Run(RevocationListRow.Insert, RevocationListRow.Values(list));
        Run(RevocationListRow.Forget, list.Number);
    }

    public void PutTpm(DeviceTpm tpm)
    {
        Run(TpmChallengeRow.Forget, tpm.Ueid);
        Run(TpmRow.Put, TpmRow.Values(tpm));
        Run(AttestationKeyRow.Add, Column.Of(Sha256Digest.Of(tpm.AttestationKey.Span)), tpm.AttestationKey.ToArray());
    }

    public void ForgetTpm(string ueid)
    {
        Run(TpmChallengeRow.Forget, ueid);
        Run(TpmRow.Forget, ueid);
    }

    public void PutTpmChallenge(TpmChallenge challenge) => Run(TpmChallengeRow.Put, TpmChallengeRow.Values(challenge));

    public void PutState(DeviceState state)
    {
        ObjectDisposedException.ThrowIf(_ended, this);
        _states[state.Ueid] = state;
    }

    /// <inheritdoc/>
    public override DeviceState StateOf(string ueid) => _states.TryGetValue(ueid, out DeviceState? changed) ? changed : base.StateOf(ueid);

    /// <inheritdoc/>
    public override IReadOnlyList<DeviceState> States()
    {
        WriteStates();
        return base.States();
    }

    public RecordInsertion AddRecord(StoredRecord record)
    {
        long known = Number(RecordRow.Known, record.Ueid, record.Epoch, record.Sequence, Column.Of(record.Link));
        if (known != 0)
        {
            return known == 1 ? RecordInsertion.Duplicate : RecordInsertion.Fork;
        }

        long claims = Number(RecordRow.Claims, record.Ueid, record.Epoch, record.Sequence);
        Run(RecordRow.Insert, RecordRow.Values(record, claims));
        return claims == 0 ? RecordInsertion.Inserted : RecordInsertion.Fork;
    }

    public long AddEvidence(StoredEvidence evidence) => Number(EvidenceRow.Insert, EvidenceRow.Values(evidence));

    public void AddChallenge(OpenChallenge challenge) => Run(ChallengeRow.Insert, ChallengeRow.Values(challenge));

    public void ForgetChallenges(DateTimeOffset before) => Run(ChallengeRow.Forget, Column.Of(before));

    public long AddFinding(Finding finding) => Number(FindingRow.Insert, FindingRow.Values(finding));

    public void PutFinding(Finding finding)
    {
        if (Run(FindingRow.Replace, [.. FindingRow.Values(finding), finding.Id]) == 0)
        {
            throw new ArgumentException($"There is no finding {finding.Id} to replace.", nameof(finding));
        }
    }

    public void AddChange(Change change) => Run(ChangeRow.Insert, ChangeRow.Values(change));

    public void AddPackage(StoredPackage package) => Run(PackageRow.Insert, PackageRow.Values(package));

    public long AddRollout(Rollout rollout) => Number(RolloutRow.Insert, RolloutRow.Values(rollout));

    public void PutDirective(IssuedDirective directive) => Run(DirectiveRow.Put, DirectiveRow.Values(directive));

    public void AddBulletin(StoredBulletin bulletin) => Run(BulletinRow.Insert, BulletinRow.Values(bulletin));

    public void Commit()
    {
        WriteStates();
        Ask(session => session.Set("COMMIT"));
        End();
    }

    public void Dispose()
    {
        if (_ended)
        {
            return;
        }

        try
        {
            _session.Set("ROLLBACK");
        }
        catch (StorageException)
        {
            // The engine rolled back by itself when something failed; there is nothing left to undo.
        }
        finally
        {
            End();
        }
    }

    private protected override T Ask<T>(Func<Session, T> question)
    {
        ObjectDisposedException.ThrowIf(_ended, this);
        if (_failed)
        {
            throw new StorageException("the transaction failed before; nothing of it is kept");
        }

        try
        {
            return question(_session);
        }
        catch (StorageException)
        {
            _failed = true;
            throw;
        }
    }

    private void WriteStates()
    {
        foreach (DeviceState state in _states.Values)
        {
            Run(StateRow.Put, StateRow.Values(state));
        }

        _states.Clear();
    }

    private int Run(string statement, params object?[] values) => Ask(session => session.Run(statement, values));

    private long Number(string statement, params object?[] values) => Ask(session => session.Number(statement, values));

    private void End()
    {
        _ended = true;
        _release();
    }
}

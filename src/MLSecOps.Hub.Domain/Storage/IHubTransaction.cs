using MLSecOps.Core.Digests;
using MLSecOps.Hub.Domain.Bulletins;
using MLSecOps.Hub.Domain.Devices;
using MLSecOps.Hub.Domain.Findings;
using MLSecOps.Hub.Domain.Packages;
using MLSecOps.Hub.Domain.Records;
using MLSecOps.Hub.Domain.Rollouts;

namespace MLSecOps.Hub.Domain.Storage;

/// <summary>One write transaction: sees its own writes, and nothing of it stays unless <see cref="Commit"/> returned. Only one exists at a time; making another waits.</summary>
public interface IHubTransaction : IHubReads, IDisposable
{
    /// <summary>Keeps a new token.</summary>
    void AddToken(EnrolmentToken token);

    /// <summary>Uses a token up and enrols its device; false when the token is unknown or used, or the device is enrolled already: then nothing changed.</summary>
    bool Redeem(Sha256Digest secret, Device device);

    /// <summary>Uses a token up; false when it is unknown, used or another device's: then nothing changed.</summary>
    bool UseToken(Sha256Digest secret, string ueid, DateTimeOffset now);

    /// <summary>Enrols a device, or replaces its key, certificates and standing.</summary>
    void PutDevice(Device device);

    /// <summary>Keeps a key beside those in force, or replaces it.</summary>
    void PutKey(DeviceKey key);

    /// <summary>Forgets that a key waits to be used: it is in force now.</summary>
    void TakeKey(Sha256Digest key);

    /// <summary>Keeps what a manufacturer's certificate stands for.</summary>
    void AddIdevid(IdevidBinding binding);

    /// <summary>Raises floors; what is higher already stays.</summary>
    void RaiseFloors(string ueid, IReadOnlyList<AttestedFloor> floors);

    /// <summary>Keeps a revocation list; older ones are forgotten.</summary>
    void PutRevocationList(StoredRevocationList list);

    /// <summary>Binds a TPM to its device, or replaces what is bound; the challenge of the device, if any, is used up.</summary>
    void PutTpm(DeviceTpm tpm);

    /// <summary>Forgets the TPM of a device and its challenge: an administrator has it enrol again, or takes it out of use.</summary>
    void ForgetTpm(string ueid);

    /// <summary>Keeps a sealed credential; the one before for the device is forgotten.</summary>
    void PutTpmChallenge(TpmChallenge challenge);

    /// <summary>Replaces what is known of a device.</summary>
    void PutState(DeviceState state);

    /// <summary>Inserts a record unless its place is taken.</summary>
    RecordInsertion AddRecord(StoredRecord record);

    /// <summary>Keeps evidence; gives its number.</summary>
    long AddEvidence(StoredEvidence evidence);

    /// <summary>Keeps a nonce.</summary>
    void AddChallenge(OpenChallenge challenge);

    /// <summary>Forgets nonces that expired before.</summary>
    void ForgetChallenges(DateTimeOffset before);

    /// <summary>Keeps a new finding; gives its number.</summary>
    long AddFinding(Finding finding);

    /// <summary>Replaces a finding that has a number.</summary>
    void PutFinding(Finding finding);

    /// <summary>Adds a line to a device's story.</summary>
    void AddChange(Change change);

    /// <summary>Keeps a package; the same manifest again changes nothing.</summary>
    void AddPackage(StoredPackage package);

    /// <summary>Keeps a rollout; gives its number.</summary>
    long AddRollout(Rollout rollout);

    /// <summary>Replaces the newest directive of a device.</summary>
    void PutDirective(IssuedDirective directive);

    /// <summary>Keeps a bulletin, which is in force from now on; those before stay as history.</summary>
    void AddBulletin(StoredBulletin bulletin);

    /// <summary>Makes everything durable (fsync) at once. Only after it may anything be acknowledged.</summary>
    void Commit();
}

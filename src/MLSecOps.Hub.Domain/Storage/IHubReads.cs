using MLSecOps.Core.Digests;
using MLSecOps.Hub.Domain.Bulletins;
using MLSecOps.Hub.Domain.Devices;
using MLSecOps.Hub.Domain.Findings;
using MLSecOps.Hub.Domain.Packages;
using MLSecOps.Hub.Domain.Records;
using MLSecOps.Hub.Domain.Rollouts;

namespace MLSecOps.Hub.Domain.Storage;

/// <summary>What can be asked of the hub's database. Synchronous: the database is a file on this machine.</summary>
/// <remarks>Every call throws <see cref="StorageException"/> when the database cannot be read.</remarks>
public interface IHubReads
{
    /// <summary>A token by the hash of its secret; null when there is none.</summary>
    EnrolmentToken? FindToken(Sha256Digest secret);

    /// <summary>A device; null when it was never enrolled.</summary>
    Device? FindDevice(string ueid);

    /// <summary>All devices, by UEID.</summary>
    IReadOnlyList<Device> Devices();

    /// <summary>A key beside those in force; null when no device ever had it, or it is in force.</summary>
    DeviceKey? FindKey(Sha256Digest key);

    /// <summary>Keys of a device beside the one in force, the newest first.</summary>
    IReadOnlyList<DeviceKey> KeysOf(string ueid);

    /// <summary>Keys of all devices that ended, by when.</summary>
    IReadOnlyList<DeviceKey> EndedKeys();

    /// <summary>The device that a key is in force for; null when there is none.</summary>
    Device? FindDevice(Sha256Digest key);

    /// <summary>What a manufacturer's certificate stands for; null when it enrolled nothing yet.</summary>
    IdevidBinding? FindIdevid(Sha256Digest name);

    /// <summary>Floors that evidence of a device stated, by model.</summary>
    IReadOnlyList<AttestedFloor> FloorsOf(string ueid);

    /// <summary>The newest revocation list; null before the first.</summary>
    StoredRevocationList? NewestRevocationList();

    /// <summary>The TPM that is bound to a device; null when none is.</summary>
    DeviceTpm? FindTpm(string ueid);

    /// <summary>The TPM with an endorsement key; null when none has it.</summary>
    DeviceTpm? FindTpm(Sha256Digest endorsement);

    /// <summary>All bound TPMs, by UEID.</summary>
    IReadOnlyList<DeviceTpm> Tpms();

    /// <summary>TPMT_PUBLIC of an attestation key that is or was bound, by the SHA-256 of it; null when none ever was.</summary>
    byte[]? FindAttestationKey(Sha256Digest name);

    /// <summary>A sealed credential that is open; null when there is none.</summary>
    TpmChallenge? FindTpmChallenge(string id);

    /// <summary>What is known of a device; a state that knows nothing when nothing came yet.</summary>
    DeviceState StateOf(string ueid);

    /// <summary>The same of all enrolled devices, by UEID.</summary>
    IReadOnlyList<DeviceState> States();

    /// <summary>A record; null when it did not come.</summary>
    StoredRecord? FindRecord(string ueid, string epoch, long sequence);

    /// <summary>True when a record with this very link is kept in this place, be it the first that came for it or not.</summary>
    bool HasRecord(string ueid, ChainPosition place);

    /// <summary>Records of an epoch behind a number, in order.</summary>
    IReadOnlyList<StoredRecord> RecordsAfter(string ueid, string epoch, long sequence, int most);

    /// <summary>Evidence by number; null when there is none.</summary>
    StoredEvidence? FindEvidence(long id);

    /// <summary>The newest evidence of a device that answers a nonce; null when none did.</summary>
    StoredEvidence? FindEvidence(string ueid, string nonce);

    /// <summary>True when this very message of a device was kept as an answer to a nonce.</summary>
    bool HasEvidence(string ueid, string nonce, ReadOnlyMemory<byte> message);

    /// <summary>A nonce that was sent and not forgotten; null when there is none.</summary>
    OpenChallenge? FindChallenge(string nonce);

    /// <summary>The newest nonce for the whole fleet; null when there is none.</summary>
    OpenChallenge? NewestEpoch();

    /// <summary>A finding; null when there is none.</summary>
    Finding? FindFinding(long id);

    /// <summary>Findings, newest first.</summary>
    /// <param name="ueid">Of one device; null for all.</param>
    /// <param name="open">Open ones only, closed ones only, or null for both.</param>
    /// <param name="most">At most so many.</param>
    IReadOnlyList<Finding> Findings(string? ueid, bool? open, int most);

    /// <summary>What changed, newest first.</summary>
    /// <param name="ueid">On one device; null for all.</param>
    /// <param name="most">At most so many.</param>
    IReadOnlyList<Change> Changes(string? ueid, int most);

    /// <summary>A package by its manifest; null when it was not pushed.</summary>
    StoredPackage? FindPackage(Sha256Digest manifest);

    /// <summary>All packages, by model and release.</summary>
    IReadOnlyList<StoredPackage> Packages();

    /// <summary>A rollout; null when there is none.</summary>
    Rollout? FindRollout(long id);

    /// <summary>Rollouts, newest first.</summary>
    IReadOnlyList<Rollout> Rollouts(int most);

    /// <summary>The newest directive of a device; null when none was signed.</summary>
    IssuedDirective? FindDirective(string ueid);

    /// <summary>The newest directives of all devices.</summary>
    IReadOnlyList<IssuedDirective> Directives();

    /// <summary>The bulletin in force: the one that was stored last; null before the first.</summary>
    StoredBulletin? NewestBulletin();

    /// <summary>All bulletins, newest first.</summary>
    IReadOnlyList<StoredBulletin> Bulletins(int most);

    /// <summary>Nothing is wrong with the database, as far as the database itself can tell; one line otherwise.</summary>
    string? Trouble();
}

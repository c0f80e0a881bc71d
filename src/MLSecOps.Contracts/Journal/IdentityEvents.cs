namespace MLSecOps.Contracts.Journal;

/// <summary>Events of a device's identity: its certificate, its TPM, and the floors that both protect.</summary>
public static class IdentityEvents
{
    /// <summary>The device uses its renewed certificate.</summary>
    public static JournalEvent CertificateRenewed { get; } = new(
        "a86fd02bfc63431090a1221ec66878fd",
        "certificate-renewed",
        EventSeverity.Notice,
        "the device uses its renewed certificate",
        "The hub issued a certificate for a fresh key of this device, and the device has connected with it. The key before does not count any more.");

    /// <summary>The certificate could not be renewed.</summary>
    public static JournalEvent RenewalFailed { get; } = new(
        "2fede79764eb49a39593cabf287a21f2",
        "renewal-failed",
        EventSeverity.Warning,
        "the certificate could not be renewed",
        "The reason code says why. The device goes on with the certificate that it has and tries again, ever more patiently; once that one has expired, only an administrator can help: mlsec device reenroll.");

    /// <summary>The device was retired.</summary>
    public static JournalEvent DeviceRetired { get; } = new(
        "c0b4d7fd6c894e28a7e3a5398317385e",
        "device-retired",
        EventSeverity.Notice,
        "the device was retired",
        "Somebody on this device took it out of use: its keys are overwritten and removed, and it does not connect any more. Models stay guarded. A token of mlsec device reenroll enrols it again.");

    /// <summary>The release floors are proven again.</summary>
    public static JournalEvent FloorsProven { get; } = new(
        "d66a55df906c4e7b9ab2b55cf8fdcc69",
        "floors-proven",
        EventSeverity.Notice,
        "the release floors are proven again",
        "The hub handed back the floors that this device attested last, signed and for this very epoch of its chain. Nothing below them is installed, nor below what this device still knew.");

    /// <summary>Floors that came in the hub's name were refused.</summary>
    public static JournalEvent FloorsRefused { get; } = new(
        "83a02968e6994d7fa51c76acd5a49c60",
        "floors-refused",
        EventSeverity.Warning,
        "floors that came in the hub's name were refused",
        "The statement is not this device's, not for this epoch of its chain, or its signature does not hold. Nothing was taken from it.");

    /// <summary>The TPM works.</summary>
    public static JournalEvent TpmReady { get; } = new(
        "d1a962f860fc42e286bfa39573cca216",
        "tpm-ready",
        EventSeverity.Info,
        "the TPM works",
        "Measurements and evidence are backed by it as far as the hub knows its key.");

    /// <summary>The TPM does not back what it should.</summary>
    public static JournalEvent TpmFailed { get; } = new(
        "f3e62dede2114fff91ad965925d01369",
        "tpm-failed",
        EventSeverity.Error,
        "the TPM does not back what it should",
        "The device goes on without it: models are guarded, evidence is signed by the key in the file, and says that the TPM is missing. See: packaging/docs/how-to/use-a-tpm.md");

    /// <summary>The hub knows the attestation key.</summary>
    public static JournalEvent AttestationKeyEnrolled { get; } = new(
        "3254183f202b4fca8af0a6d9f92ac259",
        "attestation-key-enrolled",
        EventSeverity.Notice,
        "the hub knows the attestation key",
        "The hub has proof that the key is in this TPM. From now on evidence is signed by it, with a quote.");

    /// <summary>The release floors do not count.</summary>
    public static JournalEvent FloorsUnproven { get; } = new(
        "73ca3112e08540eebecdc2d6dd013694",
        "floors-unproven",
        EventSeverity.Critical,
        "the release floors do not count",
        "The TPM says that the state is not the newest, or cannot say that it is. Nothing is installed until the floors are proven again; what runs goes on.");

    /// <summary>All of them, in the order of the reference page.</summary>
    public static IReadOnlyList<JournalEvent> All { get; } =
    [
        CertificateRenewed,
        RenewalFailed,
        DeviceRetired,
        FloorsProven,
        FloorsRefused,
        TpmReady,
        TpmFailed,
        AttestationKeyEnrolled,
        FloorsUnproven,
    ];
}

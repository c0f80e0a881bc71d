namespace MLSecOps.Core.Findings;

/// <summary>Reasons of a device that speaks to its TPM.</summary>
public static class TpmDeviceReasons
{
    private const string SeeGuide = "See packaging/docs/how-to/use-a-tpm.md; the rest of the agent works meanwhile, and evidence says that the TPM is missing.";

    /// <summary>No such device or socket.</summary>
    public static Reason Missing { get; } = new("TPM_MISSING", ReasonClass.Operational,
        "the configured TPM is not there",
        "Neither a device nor a simulator answers at tpm.device: the kernel has no driver for it, firmware hides it, or the simulator does not run.",
        SeeGuide);

    /// <summary>Permission.</summary>
    public static Reason Forbidden { get; } = new("TPM_FORBIDDEN", ReasonClass.Operational,
        "the agent may not open the TPM",
        "The device's owner, group or the service's device policy keeps the agent from it.",
        "Put the agent's user into the group that owns /dev/tpmrm0 (often tss), and allow the device in the unit: see packaging/docs/how-to/use-a-tpm.md.");

    /// <summary>Somebody else has it, or it says that it cannot just now.</summary>
    public static Reason Busy { get; } = new("TPM_BUSY", ReasonClass.Operational,
        "the TPM is in use",
        "/dev/tpm0 serves one program at a time, or the TPM asked for patience longer than the agent has.",
        "Configure /dev/tpmrm0, which many programs share; look for a program that keeps the TPM busy.");

    /// <summary>No answer, or the connection broke.</summary>
    public static Reason NoAnswer { get; } = new("TPM_NO_ANSWER", ReasonClass.Operational,
        "the TPM does not answer",
        "It did not answer in time, or the connection to it broke in the middle.",
        SeeGuide);

    /// <summary>The TPM refused a command.</summary>
    public static Reason Refused { get; } = new("TPM_REFUSED", ReasonClass.Operational,
        "the TPM refused a command",
        "Its response code is in the detail. A code about authorisation means that the owner or endorsement hierarchy has a password, which the agent does not know.",
        SeeGuide);

    /// <summary>No SHA-256 bank.</summary>
    public static Reason NoBank { get; } = new("TPM_BANK_MISSING", ReasonClass.Operational,
        "the TPM keeps no SHA-256 PCRs",
        "The bank of SHA-256 PCRs is switched off in this TPM, so that nothing can be measured.",
        "Switch the SHA-256 bank on in the firmware's settings.");

    /// <summary>The log is full.</summary>
    public static Reason LogFull { get; } = new("TPM_LOG_FULL", ReasonClass.Operational,
        "the log of measurements is full",
        "The log of this boot has as many entries as a verifier accepts; what came after is not measured.",
        "Restart the machine at a quiet time; look for what changes models so often.");

    /// <summary>The hub does not accept the attestation key.</summary>
    public static Reason EnrolmentRefused { get; } = new("TPM_ENROLMENT_REFUSED", ReasonClass.Rejected,
        "the hub does not accept this TPM's attestation key",
        "The hub's reason is in the detail. Until it is settled, evidence is signed by the key in the file, and says so.",
        "See the device's page at the hub: another TPM than before needs mlsec device reenroll.");

    /// <summary>The state is older than the TPM's counter.</summary>
    public static Reason StateRolledBack { get; } = new("STATE_ROLLED_BACK", ReasonClass.Rejected,
        "the state was put back to an older one: the release floors are lost",
        "The counter in the TPM is ahead of the one in the state: floors rose after this state was written. It came from a backup or an image, or somebody put it there.",
        "Find out who restored it. Nothing is installed until the floors are proven again: see packaging/docs/how-to/use-a-tpm.md.");

    /// <summary>The counter that the state speaks of is not there.</summary>
    public static Reason CounterLost { get; } = new("TPM_COUNTER_LOST", ReasonClass.Inconclusive,
        "the TPM does not have the counter that the state speaks of",
        "The state was written beside a counter in a TPM, and there is none now, or one that lags behind: another TPM, a cleared one, or a TPM that was taken out of the configuration. Nobody can say whether the state is the newest.",
        "Put the TPM back. If it was cleared or replaced on purpose, see packaging/docs/how-to/use-a-tpm.md.");

    /// <summary>All of them, in the order of the reference page.</summary>
    public static IReadOnlyList<Reason> All { get; } =
    [
        Missing, Forbidden, Busy, NoAnswer, Refused, NoBank, LogFull, EnrolmentRefused, StateRolledBack, CounterLost,
    ];
}

namespace MLSecOps.Core.Findings;

/// <summary>Reasons of the command line itself and of its talks with agent and hub.</summary>
public static class CommandReasons
{
    /// <summary>The command line makes no sense.</summary>
    public static Reason Usage { get; } = new(
        "COMMAND_USAGE",
        ReasonClass.Usage,
        "the command line cannot be understood",
        "A word, flag or value is missing, unknown, given twice or not of the right kind. Nothing was done.",
        "See the examples of the command: add --help.");

    /// <summary>A named file cannot be read.</summary>
    public static Reason FileUnreadable { get; } = new(
        "COMMAND_FILE_UNREADABLE",
        ReasonClass.Operational,
        "a file cannot be read",
        "The file that was named is missing, is not a regular file, is too large for its purpose, or this user may not read it.",
        "Look at the path and its permissions.");

    /// <summary>A result cannot be written.</summary>
    public static Reason FileUnwritable { get; } = new(
        "COMMAND_FILE_UNWRITABLE",
        ReasonClass.Operational,
        "a file cannot be written",
        "The folder is missing, full or closed to this user. No part of the result was left behind.",
        "Look at the folder, its permissions and its free space, then run the command again.");

    /// <summary>Something is there already.</summary>
    public static Reason OutputExists { get; } = new(
        "COMMAND_OUTPUT_EXISTS",
        ReasonClass.Usage,
        "the output exists already",
        "Keys and packages are never overwritten, since what is lost may be the only copy.",
        "Choose another name, or move the old one away first.");

    /// <summary>A key that cannot sign.</summary>
    public static Reason KeyUnusable { get; } = new(
        "COMMAND_KEY_UNUSABLE",
        ReasonClass.Usage,
        "the signing key cannot be used",
        "The file holds no PEM private key (PKCS#8, EC or RSA), the passphrase does not open it, or every user of this machine can read it.",
        "Check the path, the passphrase file and the permissions of the key: chmod 600 FILE.");

    /// <summary>Certificate and key of different people.</summary>
    public static Reason KeyMismatch { get; } = new(
        "COMMAND_KEY_MISMATCH",
        ReasonClass.Usage,
        "certificate and key do not belong together",
        "The certificate's public key is not the public half of the private key, so nobody could verify the signature.",
        "Name the certificate that was issued for this key.");

    /// <summary>A certificate with which no device accepts signatures.</summary>
    public static Reason SignerUnfit { get; } = new(
        "COMMAND_SIGNER_UNFIT",
        ReasonClass.Usage,
        "no device would accept this signer",
        "The certificate is expired or not valid yet, its key is too weak, it is a CA, or its usages exclude signatures over models. Devices reject what it signs, so nothing is signed.",
        "Have a fresh codeSigning certificate issued for the signer, on ECDSA P-256 or stronger or RSA of at least 2048 bits.");

    /// <summary>A certificate file that cannot be read.</summary>
    public static Reason CertificateUnusable { get; } = new(
        "COMMAND_CERTIFICATE_UNUSABLE",
        ReasonClass.Usage,
        "the certificate cannot be used",
        "The file holds no PEM certificate, or a damaged one.",
        "Name a file with BEGIN CERTIFICATE in it, the signer's certificate first.");

    /// <summary>A folder that cannot become a package.</summary>
    public static Reason ContentUnfit { get; } = new(
        "COMMAND_CONTENT_UNFIT",
        ReasonClass.Usage,
        "the folder cannot be packed",
        "A package holds regular files with plain ASCII names, one of them the model. Links, hidden files and other names are refused, so that every device unpacks the same.",
        "Mend the folder as described, then pack it again.");

    /// <summary>Nobody said whose signatures count.</summary>
    public static Reason NoAnchors { get; } = new(
        "COMMAND_NO_ANCHORS",
        ReasonClass.Inconclusive,
        "nobody is trusted yet",
        "Neither a trust file nor an anchor was named, and this machine has none, so a signature proves nothing here.",
        "Name the publisher's anchor: --trust DIR/trust.toml, or --anchors FILE.pem.");

    /// <summary>The socket does not answer.</summary>
    public static Reason AgentUnreachable { get; } = new(
        "AGENT_UNREACHABLE",
        ReasonClass.Unreachable,
        "the agent does not answer",
        "The socket is missing, nobody listens on it, this user may not connect, or no answer came in time.",
        "See whether it runs: systemctl status mlsec-agent; then its journal: journalctl -u mlsec-agent.");

    /// <summary>The answer makes no sense.</summary>
    public static Reason AgentAnswer { get; } = new(
        "AGENT_ANSWER_UNREADABLE",
        ReasonClass.Operational,
        "the agent's answer cannot be read",
        "What came over the socket is not an answer of interface io.mlsec.Agent: agent and mlsec may be of different versions, or something else listens there.",
        "Compare mlsec version with the agent's version in its journal.");

    /// <summary>State is not loaded yet.</summary>
    public static Reason AgentNotReady { get; } = new(
        "AGENT_NOT_READY",
        ReasonClass.Inconclusive,
        "the agent is not ready yet",
        "The agent is still loading its state or verifying models; until then it hands none out.",
        "Ask again in a moment: mlsec status.");

    /// <summary>Nothing to judge.</summary>
    public static Reason NoModel { get; } = new(
        "AGENT_NO_MODEL",
        ReasonClass.Inconclusive,
        "no model is installed",
        "There is nothing to judge, and nothing is never shown as good.",
        "Put a signed package into the drop folder; mlsec config show names it as agent.drop_dir.");

    /// <summary>A model was not examined to the end, and the agent gave no reason that this program knows.</summary>
    public static Reason ModelUndecided { get; } = new(
        "AGENT_MODEL_UNDECIDED",
        ReasonClass.Inconclusive,
        "a model is not judged yet",
        "The agent has not finished examining the bytes on disk, or a check could not run.",
        "See the row's state and the findings, then ask again: mlsec status.");

    /// <summary>A model is rejected, and the agent gave no reason that this program knows.</summary>
    public static Reason ModelRejected { get; } = new(
        "AGENT_MODEL_REJECTED",
        ReasonClass.Rejected,
        "a model on this device is not trusted",
        "The agent examined the bytes on disk and they are not what their publisher signed, or policy refuses them.",
        "See the findings of mlsec status and the journal: journalctl -u mlsec-agent.");

    /// <summary>Nobody said how to reach the hub.</summary>
    public static Reason NoOperator { get; } = new(
        "COMMAND_NO_OPERATOR",
        ReasonClass.Usage,
        "nobody said how to reach the hub",
        "The commands that ask the hub need its address, its anchors and an operator's certificate: operator.toml names them.",
        "Name the file: --operator DIR/operator.toml; mlsec trust init writes one.");

    /// <summary>The hub's answer makes no sense.</summary>
    public static Reason HubAnswer { get; } = new(
        "HUB_ANSWER_UNREADABLE",
        ReasonClass.Operational,
        "the hub's answer cannot be read",
        "What came back is not an answer of the hub's interface, too large, or about something else than was asked: hub and mlsec may be of different versions.",
        "Compare mlsec version with the hub's; if they belong together, report it.");

    /// <summary>The hub refused, for a reason that this program does not know.</summary>
    public static Reason HubRefused { get; } = new(
        "HUB_REFUSED",
        ReasonClass.Operational,
        "the hub refused, for a reason that this program does not know",
        "The hub is newer than this program, or something between them answers in its place. What was asked was not done.",
        "Read what the hub says; update mlsec if it is older than the hub.");

    /// <summary>No evidence came in time.</summary>
    public static Reason ChallengeUnanswered { get; } = new(
        "CHALLENGE_UNANSWERED",
        ReasonClass.Inconclusive,
        "the device did not answer in time",
        "The hub sent the nonce, and no evidence with it came back while the command waited. What the device runs now is not known.",
        "See whether it is connected (mlsec device show); a device that comes back answers the newest challenge by itself.");

    /// <summary>A bundle that cannot be read.</summary>
    public static Reason BundleMalformed { get; } = new(
        "EVIDENCE_BUNDLE_MALFORMED",
        ReasonClass.Rejected,
        "this is no evidence bundle",
        "A bundle is one JSON document of schema mlsec.evidence-bundle/1 with evidence, certificates, challenge and appraisal in base64. It was cut, changed, or is something else.",
        "Export it again: mlsec device show UEID --export FILE.");

    /// <summary>The release failed on a device of a rollout.</summary>
    public static Reason RolloutFailed { get; } = new(
        "ROLLOUT_FAILED",
        ReasonClass.Rejected,
        "the release failed on a device of the rollout",
        "At least one device refused the release, runs it and is not trusted with it, or has gone silent: silence is never success.",
        "See why: mlsec device show UEID.");

    /// <summary>Devices of a rollout are still to come.</summary>
    public static Reason RolloutUnfinished { get; } = new(
        "ROLLOUT_UNFINISHED",
        ReasonClass.Inconclusive,
        "not every device of the rollout runs the release yet",
        "Devices fetch when they are connected. Until its evidence has the release, a device counts as waiting.",
        "Wait for it (--wait), or see whether the device is connected: mlsec device list.");

    /// <summary>Ctrl-C.</summary>
    public static Reason Interrupted { get; } = new(
        "COMMAND_INTERRUPTED",
        ReasonClass.Operational,
        "interrupted",
        "The command was stopped by a signal. Nothing half-written was left behind.",
        "Run the command again.");

    /// <summary>A bug.</summary>
    public static Reason Internal { get; } = new(
        "COMMAND_INTERNAL",
        ReasonClass.Operational,
        "this program made a mistake",
        "Something happened that the program's authors held for impossible. No verdict was reached.",
        "Report it with the command line and the output of mlsec version.");

    /// <summary>All of them, in the order of the reference page.</summary>
    public static IReadOnlyList<Reason> All { get; } =
    [
        Usage, FileUnreadable, FileUnwritable, OutputExists, KeyUnusable, KeyMismatch, SignerUnfit, CertificateUnusable, ContentUnfit, NoAnchors,
        AgentUnreachable, AgentAnswer, AgentNotReady, NoModel, ModelUndecided, ModelRejected, NoOperator, HubAnswer, HubRefused, ChallengeUnanswered, BundleMalformed,
        RolloutFailed, RolloutUnfinished, Interrupted, Internal,
    ];
}

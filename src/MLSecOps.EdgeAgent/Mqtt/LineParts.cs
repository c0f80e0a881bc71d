using MLSecOps.Contracts.Telemetry;
using MLSecOps.EdgeAgent.Enrolment;
using MLSecOps.EdgeAgent.Service;
using MLSecOps.EdgeAgent.Spool;

namespace MLSecOps.EdgeAgent.Mqtt;

/// <summary>What the line to the hub consists of.</summary>
/// <param name="Settings">What the administrator decided, now.</param>
/// <param name="Trust">Who may speak as the hub.</param>
/// <param name="Enroller">Gets the device its identity.</param>
/// <param name="Renewal">Renews it.</param>
/// <param name="Identities">Keeps it.</param>
/// <param name="Client">Asks the hub about it.</param>
/// <param name="Numbers">Numbers connections.</param>
/// <param name="Chain">Records that wait.</param>
/// <param name="Orders">What is to be said beside them.</param>
/// <param name="Nonce">The epoch nonce.</param>
/// <param name="Down">Takes in what comes from the hub.</param>
/// <param name="Birth">Says what this device is and has; gets the number of the connection.</param>
/// <param name="Evidence">Makes evidence for a nonce; null when it cannot be made, which was told.</param>
/// <param name="Refusals">Tells of what was refused.</param>
/// <param name="Log">Tells people.</param>
/// <param name="Timing">How patient.</param>
/// <param name="Time">The clock.</param>
internal sealed record LineParts(
    Func<AgentSettings> Settings,
    HubTrust Trust,
    Enroller Enroller,
    CertificateRenewal Renewal,
    IdentityStore Identities,
    EstClient Client,
    ConnectionNumber Numbers,
    RecordChain Chain,
    LineOrders Orders,
    EpochNonce Nonce,
    DownMessages Down,
    Func<long, BirthRecord> Birth,
    Func<OpenNonce, EnrolledIdentity, ValueTask<MadeEvidence?>> Evidence,
    RefusalLog Refusals,
    AgentLog Log,
    LineTiming Timing,
    TimeProvider Time);

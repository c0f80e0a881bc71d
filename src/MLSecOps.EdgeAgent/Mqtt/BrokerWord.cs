using System.Globalization;
using MLSecOps.Core.Findings;

namespace MLSecOps.EdgeAgent.Mqtt;

/// <summary>A reason code of the broker, as CONNACK, PUBACK, SUBACK or DISCONNECT carries it, and what the device does about it.</summary>
/// <param name="Code">As in MQTT 5.0, section 2.4.</param>
/// <param name="Name">As there.</param>
/// <param name="Answer">What the device does.</param>
/// <param name="Reason">What people are told; null where nothing is refused.</param>
internal sealed record BrokerWord(int Code, string Name, BrokerAnswer Answer, Reason? Reason)
{
    private const int MostText = 200;

    // A connection that ended with code 0 ended all the same.
    private static readonly BrokerWord Unknown = new(-1, "unknown", BrokerAnswer.TriesAgain, EnrolmentReasons.HubUnreachable);

    // What a broker may say for a refusal by certificate, in its own words.
    private static readonly Reason[] Refusals =
    [
        EnrolmentReasons.DeviceNotEnrolled, EnrolmentReasons.NotAuthorised, EnrolmentReasons.TopicForbidden, EnrolmentReasons.KeyRevoked, EnrolmentReasons.KeySuperseded,
        EnrolmentReasons.DeviceRetired, EvidenceReasons.DeviceCertificate, EvidenceReasons.DeviceCertificateExpired,
    ];

    /// <summary>All of MQTT 5.0, section 2.4.</summary>
    public static IReadOnlyList<BrokerWord> All { get; } =
    [
        new(0x00, "success", BrokerAnswer.GoesOn, null),
        new(0x01, "granted QoS 1", BrokerAnswer.GoesOn, null),
        new(0x02, "granted QoS 2", BrokerAnswer.GoesOn, null),
        new(0x04, "disconnect with will", BrokerAnswer.GoesOn, null),
        new(0x10, "no matching subscribers", BrokerAnswer.GoesOn, null),
        new(0x11, "no subscription existed", BrokerAnswer.GoesOn, null),
        new(0x18, "continue authentication", BrokerAnswer.TriesAgainLater, LineReasons.BrokerIncompatible),
        new(0x19, "re-authenticate", BrokerAnswer.TriesAgainLater, LineReasons.BrokerIncompatible),
        new(0x80, "unspecified error", BrokerAnswer.TriesAgain, EnrolmentReasons.HubUnreachable),
        new(0x81, "malformed packet", BrokerAnswer.TriesAgainLater, LineReasons.BrokerIncompatible),
        new(0x82, "protocol error", BrokerAnswer.TriesAgainLater, LineReasons.BrokerIncompatible),
        new(0x83, "implementation specific error", BrokerAnswer.TriesAgain, EnrolmentReasons.HubUnreachable),
        new(0x84, "unsupported protocol version", BrokerAnswer.TriesAgainLater, LineReasons.BrokerIncompatible),
        new(0x85, "client identifier not valid", BrokerAnswer.WaitsForPerson, EnrolmentReasons.DeviceNotEnrolled),
        new(0x86, "bad user name or password", BrokerAnswer.WaitsForPerson, EnrolmentReasons.DeviceNotEnrolled),
        new(0x87, "not authorized", BrokerAnswer.WaitsForPerson, EnrolmentReasons.DeviceNotEnrolled),
        new(0x88, "server unavailable", BrokerAnswer.TriesAgain, LineReasons.BrokerBusy),
        new(0x89, "server busy", BrokerAnswer.TriesAgainLater, LineReasons.BrokerBusy),
        new(0x8A, "banned", BrokerAnswer.WaitsForPerson, EnrolmentReasons.DeviceNotEnrolled),
        new(0x8B, "server shutting down", BrokerAnswer.TriesAgain, LineReasons.BrokerBusy),
        new(0x8C, "bad authentication method", BrokerAnswer.WaitsForPerson, EnrolmentReasons.DeviceNotEnrolled),
        new(0x8D, "keep alive timeout", BrokerAnswer.TriesAgain, EnrolmentReasons.HubUnreachable),
        new(0x8E, "session taken over", BrokerAnswer.TriesAgainLater, LineReasons.SessionTakenOver),
        new(0x8F, "topic filter invalid", BrokerAnswer.TriesAgainLater, LineReasons.BrokerIncompatible),
        new(0x90, "topic name invalid", BrokerAnswer.TriesAgainLater, LineReasons.BrokerIncompatible),
        new(0x91, "packet identifier in use", BrokerAnswer.TriesAgain, EnrolmentReasons.HubUnreachable),
        new(0x92, "packet identifier not found", BrokerAnswer.TriesAgain, EnrolmentReasons.HubUnreachable),
        new(0x93, "receive maximum exceeded", BrokerAnswer.TriesAgainLater, LineReasons.BrokerIncompatible),
        new(0x94, "topic alias invalid", BrokerAnswer.TriesAgainLater, LineReasons.BrokerIncompatible),
        new(0x95, "packet too large", BrokerAnswer.TriesAgainLater, LineReasons.MessageTooLarge),
        new(0x96, "message rate too high", BrokerAnswer.TriesAgainLater, LineReasons.BrokerBusy),
        new(0x97, "quota exceeded", BrokerAnswer.TriesAgainLater, LineReasons.BrokerBusy),
        new(0x98, "administrative action", BrokerAnswer.WaitsForPerson, EnrolmentReasons.DeviceNotEnrolled),
        new(0x99, "payload format invalid", BrokerAnswer.TriesAgainLater, LineReasons.BrokerIncompatible),
        new(0x9A, "retain not supported", BrokerAnswer.TriesAgainLater, LineReasons.BrokerIncompatible),
        new(0x9B, "QoS not supported", BrokerAnswer.TriesAgainLater, LineReasons.BrokerIncompatible),
        new(0x9C, "use another server", BrokerAnswer.TriesAgainLater, LineReasons.BrokerMoved),
        new(0x9D, "server moved", BrokerAnswer.TriesAgainLater, LineReasons.BrokerMoved),
        new(0x9E, "shared subscriptions not supported", BrokerAnswer.TriesAgainLater, LineReasons.BrokerIncompatible),
        new(0x9F, "connection rate exceeded", BrokerAnswer.TriesAgainLater, LineReasons.BrokerBusy),
        new(0xA0, "maximum connect time", BrokerAnswer.TriesAgain, EnrolmentReasons.HubUnreachable),
        new(0xA1, "subscription identifiers not supported", BrokerAnswer.TriesAgainLater, LineReasons.BrokerIncompatible),
        new(0xA2, "wildcard subscriptions not supported", BrokerAnswer.TriesAgainLater, LineReasons.BrokerIncompatible),
    ];

    /// <summary>The row of a code; what no row has is treated as an error that may pass.</summary>
    public static BrokerWord Of(int code) => All.FirstOrDefault(word => word.Code == code) ?? Unknown with { Code = code };

    /// <summary>How a connection ends with this code.</summary>
    /// <param name="packet"><c>CONNACK</c>, <c>SUBACK</c> or <c>DISCONNECT</c>.</param>
    /// <param name="text">The broker's own words; untrusted. A refusal may name one of our reasons.</param>
    /// <param name="reference">Another server that the broker names; untrusted, told and never followed.</param>
    public SessionEnd End(string packet, string? text, string? reference)
    {
        string other = string.IsNullOrEmpty(reference) ? string.Empty : $"; it names {Cut(reference)}, where this device does not go";
        string detail = string.Create(CultureInfo.InvariantCulture, $"{packet} 0x{Code:X2} ({Name}){other}");
        Reason reason = Reason ?? EnrolmentReasons.HubUnreachable;
        return Answer switch
        {
            BrokerAnswer.WaitsForPerson => new SessionEnd.Refused(Refusals.FirstOrDefault(known => known.Code == text) ?? reason, detail),
            BrokerAnswer.TriesAgainLater => new SessionEnd.Broken(reason, detail, Later: true),
            _ => new SessionEnd.Broken(reason, detail),
        };
    }

    private static string Cut(string text) => text.Length <= MostText ? text : text[..MostText] + "...";
}

namespace MLSecOps.Core.Findings;

/// <summary>Reasons of enrolment and of the connection between device, operator and hub.</summary>
public static class EnrolmentReasons
{
    private const string NewToken = "Have an administrator make a new token (mlsec device token) and put it where hub.token_file says.";

    /// <summary>Nobody answers at the hub's address.</summary>
    public static Reason HubUnreachable { get; } = new(
        "HUB_UNREACHABLE", ReasonClass.Unreachable, "the hub does not answer",
        "The address could not be reached, or the connection ended before an answer. What the device runs goes on; what it has to say waits in its spool.",
        "Check the address (hub.url of the agent, --hub or operator.toml of mlsec), the network between here and there, and that mlsec-hub runs.");

    /// <summary>The server's certificate is not the hub's.</summary>
    public static Reason HubNotTrusted { get; } = new(
        "HUB_NOT_TRUSTED", ReasonClass.Rejected, "the server is not this fleet's hub",
        "Its certificate must lead to an anchor of the hub in trust.toml, be one for servers, carry the name that was asked for, and be valid. No data was sent to it.",
        "Compare the address with the names in the hub's certificate; if somebody else answers there, treat the network as hostile.");

    /// <summary>The server's key is not the one in the token.</summary>
    public static Reason PinMismatch { get; } = new(
        "HUB_PIN_MISMATCH", ReasonClass.Rejected, "the hub's key is not the one that the token was made for",
        "A token carries the SHA-256 of the hub's public key, so that it is shown to nobody else. The token was not sent.",
        "If the hub's certificate was renewed since, make a new token (mlsec device token); otherwise find out who answers at that address.");

    /// <summary>Not a token.</summary>
    public static Reason TokenMalformed { get; } = new(
        "ENROLMENT_TOKEN_MALFORMED", ReasonClass.Usage, "this is no enrolment token",
        "A token is mlsec1_ and 64 letters, digits, - or _, on one line. It was cut, changed, or is something else.",
        NewToken);

    /// <summary>There is no token.</summary>
    public static Reason TokenMissing { get; } = new(
        "ENROLMENT_TOKEN_MISSING", ReasonClass.Usage, "the device is not enrolled and has no token",
        "A hub is configured, the device has no identity there, and no token lies where hub.token_file says.",
        NewToken);

    /// <summary>The hub does not know the token.</summary>
    public static Reason TokenUnknown { get; } = new(
        "ENROLMENT_TOKEN_UNKNOWN", ReasonClass.Rejected, "the hub does not know this token",
        "The hub keeps a hash of every token that it made. This one is of another hub, or somebody guesses.",
        NewToken);

    /// <summary>The token was used already.</summary>
    public static Reason TokenUsed { get; } = new(
        "ENROLMENT_TOKEN_USED", ReasonClass.Rejected, "the token was used already",
        "A token enrols one device, once. Another device, or this one before its disk was put back, has used it.",
        "Look whom the hub enrolled with it (mlsec device show). If that was not this device, retire it; then make a new token.");

    /// <summary>The token's time has passed.</summary>
    public static Reason TokenExpired { get; } = new(
        "ENROLMENT_TOKEN_EXPIRED", ReasonClass.Rejected, "the token has expired",
        "A token counts for at most 24 hours, by the hub's clock.",
        NewToken);

    /// <summary>The request for a certificate is not as it must be.</summary>
    public static Reason RequestRefused { get; } = new(
        "ENROLMENT_REQUEST_REFUSED", ReasonClass.Rejected, "the certificate request is not accepted",
        "A request is PKCS#10 with a P-256 key, signed by that key; a name in it must be the UEID that the token is for.",
        "Have the agent of this product enrol; if it did, report this with its version.");

    /// <summary>The certificate that came back is not for this key.</summary>
    public static Reason CertificateUnfit { get; } = new(
        "ENROLMENT_CERTIFICATE_UNFIT", ReasonClass.Rejected, "the certificate that the hub issued does not fit",
        "It must be for the key that was sent, name a UEID, and lead to an anchor of the hub in this device's trust.toml.",
        "Compare anchors/hub.pem of the device with those of the hub: they are of different fleets.");

    /// <summary>Not this identity's to do.</summary>
    public static Reason NotAuthorised { get; } = new(
        "NOT_AUTHORISED", ReasonClass.Rejected, "this identity may not do that",
        "Devices have their own topics and may read packages; operators, whose certificates lead to operators.pem of the hub, may steer. Without a certificate nothing but enrolment is answered.",
        "Use the certificate of an operator (operator.toml of mlsec trust init).");

    /// <summary>The topic belongs to another device.</summary>
    public static Reason TopicForbidden { get; } = new(
        "TOPIC_FORBIDDEN", ReasonClass.Rejected, "a device used a topic that is not its own",
        "A device publishes below its own up/ and reads its own down/. Topic, client identifier and certificate must name the same device. The message was not passed on.",
        "Look at the device that did it: its agent was replaced, or its key is used by something else. Retire it unless you know why.");

    /// <summary>The certificate is not the one in force.</summary>
    public static Reason DeviceNotEnrolled { get; } = new(
        "DEVICE_NOT_ENROLLED", ReasonClass.Rejected, "the hub does not know this device by this key",
        "The certificate leads to the hub's anchor, but the hub has no device of that UEID, or it enrolled it with another key.",
        "If the hub's database was lost or put back, enrol the device again; otherwise somebody uses a certificate of before.");

    /// <summary>A token for another device.</summary>
    public static Reason TokenOtherDevice { get; } = new(
        "ENROLMENT_TOKEN_OTHER_DEVICE", ReasonClass.Rejected, "the token is for another device",
        "A token enrols the device that it was made for. The request names another UEID, or the token was made to enrol a device again that was not revoked. The token was not used up.",
        "Find out who has the token; make one for this device (mlsec device token --ueid, or mlsec device reenroll for one that is known).");

    /// <summary>The key belongs to a device already, or did.</summary>
    public static Reason KeyReused { get; } = new(
        "ENROLMENT_KEY_REUSED", ReasonClass.Rejected, "the key in the request was used before",
        "A certificate is issued for a fresh key. This one is in force, or was, for this device or for another one.",
        "Remove pending.key and next.key from the agent's identity folder and let it ask again; if the key is another device's, one of them is a copy.");

    /// <summary>A revoked key is used.</summary>
    public static Reason KeyRevoked { get; } = new(
        "DEVICE_KEY_REVOKED", ReasonClass.Rejected, "a revoked key of the device is used",
        "An administrator revoked it (mlsec device reenroll). Whoever holds it is not accepted any more, whatever its certificate says.",
        "On the device, put the token of mlsec device reenroll where hub.token_file says; if it has enrolled already, somebody else holds its old key.");

    /// <summary>A key of before renewal is used.</summary>
    public static Reason KeySuperseded { get; } = new(
        "DEVICE_KEY_SUPERSEDED", ReasonClass.Rejected, "a key is used that the device has replaced",
        "The device renewed its certificate and used its new key; from then on the old one does not count. Its disk was put back to an earlier state, or somebody has a copy of it.",
        "Compare what runs under this name; enrol the device again (mlsec device reenroll) unless you know where the old key comes from.");

    /// <summary>The device was retired.</summary>
    public static Reason DeviceRetired { get; } = new(
        "DEVICE_RETIRED", ReasonClass.Rejected, "the device was retired",
        "An administrator, or the device itself, took it out of use (mlsec device retire). Its key is revoked, and nothing in its name is taken.",
        "If it is to be used again, enrol it again: mlsec device reenroll, and put that token on the device.");

    /// <summary>A certificate in a device's name by another authority.</summary>
    public static Reason CertificateForeign { get; } = new(
        "DEVICE_CERTIFICATE_FOREIGN", ReasonClass.Rejected, "somebody came in the device's name with a certificate of another authority",
        "The certificate has the device's name and does not lead to this hub's anchor. It was refused; it says nothing against the device itself.",
        "Look at the address in the detail; if it is the device's, its identity folder was exchanged.");

    /// <summary>A manufacturer's certificate that does not count here.</summary>
    public static Reason IdevidUntrusted { get; } = new(
        "IDEVID_NOT_TRUSTED", ReasonClass.Rejected, "the manufacturer's certificate is not accepted here",
        "It must be of an end entity, be valid, and lead to a certificate of enrolment.idevid_anchors of the hub.",
        "Add the certificate of the manufacturer's issuing CA to enrolment.idevid_anchors, or enrol the device with a token.");

    /// <summary>A manufacturer's certificate with another key.</summary>
    public static Reason IdevidChanged { get; } = new(
        "IDEVID_KEY_CHANGED", ReasonClass.Rejected, "a manufacturer's certificate came back with another key",
        "The hub enrolled a device by a certificate of this name with another key, or the request names another device. One name is one device.",
        "Ask the manufacturer which of the two is right; a replaced board is retired and enrolled anew with a token.");

    /// <summary>All of them, in the order of the reference page.</summary>
    public static IReadOnlyList<Reason> All { get; } =
    [
        HubUnreachable, HubNotTrusted, PinMismatch, TokenMalformed, TokenMissing, TokenUnknown, TokenUsed, TokenExpired, RequestRefused,
        CertificateUnfit, NotAuthorised, TopicForbidden, DeviceNotEnrolled, TokenOtherDevice, KeyReused, KeyRevoked, KeySuperseded,
        DeviceRetired, CertificateForeign, IdevidUntrusted, IdevidChanged,
    ];
}

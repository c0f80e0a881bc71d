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

    /// <summary>All of them, in the order of the reference page.</summary>
    public static IReadOnlyList<Reason> All { get; } =
    [
        HubUnreachable, HubNotTrusted, PinMismatch, TokenMalformed, TokenMissing, TokenUnknown, TokenUsed, TokenExpired, RequestRefused,
        CertificateUnfit, NotAuthorised, TopicForbidden, DeviceNotEnrolled,
    ];
}

using MLSecOps.Hub.Access;
using MLSecOps.Hub.Mqtt;

namespace MLSecOps.Hub.Enrolment;

/// <summary>Who decides about requests for certificates.</summary>
/// <param name="Tokens">With a token.</param>
/// <param name="Idevids">With a manufacturer's certificate.</param>
/// <param name="Renewal">With the certificate in force.</param>
/// <param name="Judge">Tells whose certificate that is.</param>
/// <param name="Sink">Is told of what was refused.</param>
internal sealed record EstParts(TokenEnrolment Tokens, IdevidEnrolment Idevids, Renewal Renewal, CallerJudge Judge, IBrokerSink Sink);

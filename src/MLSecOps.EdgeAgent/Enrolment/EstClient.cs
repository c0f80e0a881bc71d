using System.Text;
using MLSecOps.Contracts.Hub;
using MLSecOps.Core.Findings;
using MLSecOps.EdgeAgent.Fetch;
using MLSecOps.Formats.Enrolment;
using MLSecOps.Linux.Tls;
using MLSecOps.Trust.Identity;

namespace MLSecOps.EdgeAgent.Enrolment;

/// <summary>Asks the hub for a certificate: EST simpleenroll (RFC 7030, 4.2), with the token as password. The token is sent only to a server below the hub's anchors that has the key of the token's pin.</summary>
internal sealed class EstClient(HubTrust trust)
{
    /// <summary>Most bytes of an answer: base64 of the certificates, with line ends.</summary>
    private const int MaxAnswerBytes = 64 << 10;

    private const int MaxDetail = 200;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    /// <summary>Makes one attempt.</summary>
    /// <param name="hub">The hub's address.</param>
    /// <param name="token">The token.</param>
    /// <param name="request">PKCS#10 in DER.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public async Task<EnrolmentAnswer> EnrolAsync(Uri hub, EnrolToken token, ReadOnlyMemory<byte> request, CancellationToken cancellationToken)
    {
        JudgedHttp http = new(trust, token.Pin, null);
        (string, string)[] headers =
        [
            ("Authorization", "Basic " + Convert.ToBase64String(Encoding.ASCII.GetBytes($"{HubRoutes.EstUser}:{token.SecretText}"))),
            ("Content-Type", "application/pkcs10"),
            ("Content-Transfer-Encoding", "base64"),
        ];
        byte[] body = Encoding.ASCII.GetBytes(Convert.ToBase64String(request.Span));
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Patience);
        try
        {
            await using HttpResponse answer = await http.SendAsync("POST", new Uri(hub, HubRoutes.EstEnrol), headers, body, deadline.Token);
            return Read(answer.Status, await answer.ReadAllAsync(MaxAnswerBytes, deadline.Token));
        }
        catch (TlsConnectException refusal)
        {
            // A network that answers for everybody until one has signed in is no reason to give the token up; a wrong key below the right anchor is.
            return refusal.Reason == EnrolmentReasons.PinMismatch
                ? new EnrolmentAnswer.Refused(refusal.Reason, refusal.Message)
                : new EnrolmentAnswer.Later(refusal.Reason, refusal.Message);
        }
        catch (HttpFaultException failed)
        {
            return new EnrolmentAnswer.Later(EnrolmentReasons.HubUnreachable, failed.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new EnrolmentAnswer.Later(EnrolmentReasons.HubUnreachable, "no answer in time");
        }
    }

    private static EnrolmentAnswer Read(int status, byte[] body)
    {
        if (status != 200)
        {
            return ReadRefusal(status, body);
        }

        byte[] der = new byte[body.Length];
        if (!Convert.TryFromBase64String(Encoding.ASCII.GetString(body), der, out int length))
        {
            return new EnrolmentAnswer.Refused(EnrolmentReasons.CertificateUnfit, "the answer is not base64");
        }

        return CertificatesOnly.Decode(der.AsMemory(0, length)).Match<EnrolmentAnswer>(
            certificates => new EnrolmentAnswer.Issued(certificates),
            fault => new EnrolmentAnswer.Refused(EnrolmentReasons.CertificateUnfit, $"expected {fault.Expected} at byte {fault.Offset} of the answer"));
    }

    // The hub's word for what is wrong counts only as far as it is one of enrolment; the status decides whether to ask again.
    private static EnrolmentAnswer ReadRefusal(int status, byte[] body)
    {
        HubError? error = RefusalJson.Read(body);
        string detail = $"status {status}{(error is null ? string.Empty : $": {Cut(error.Message)}{(error.Why is null ? string.Empty : $" ({Cut(error.Why)})")}")}";
        if (EnrolmentReasons.All.FirstOrDefault(reason => reason.Code == error?.Reason && reason.Class == ReasonClass.Rejected) is { } known && status is >= 400 and < 500)
        {
            return new EnrolmentAnswer.Refused(known, detail);
        }

        return status switch
        {
            401 => new EnrolmentAnswer.Refused(EnrolmentReasons.TokenUnknown, detail),
            400 or 403 => new EnrolmentAnswer.Refused(EnrolmentReasons.RequestRefused, detail),
            _ => new EnrolmentAnswer.Later(EnrolmentReasons.HubUnreachable, detail),
        };
    }

    private static string Cut(string text) => text.Length <= MaxDetail ? text : text[..MaxDetail];
}

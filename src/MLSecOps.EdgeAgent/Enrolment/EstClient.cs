using System.Net.Security;
using System.Text;
using MLSecOps.Contracts.Hub;
using MLSecOps.Core.Findings;
using MLSecOps.EdgeAgent.Fetch;
using MLSecOps.Formats.Enrolment;
using MLSecOps.Linux.Tls;
using MLSecOps.Trust.Identity;

namespace MLSecOps.EdgeAgent.Enrolment;

/// <summary>Asks the hub for certificates (EST, RFC 7030, 4.2): the first one with a token as password or with a manufacturer's certificate, later ones with the one in force. A token is sent only to a server below the hub's anchors that has the key of the token's pin.</summary>
internal sealed class EstClient(HubTrust trust)
{
    /// <summary>Most bytes of an answer: base64 of the certificates, with line ends.</summary>
    private const int MaxAnswerBytes = 64 << 10;

    private const int MaxDetail = 200;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan RetirePatience = TimeSpan.FromSeconds(10);

    // What the hub may say about an enrolment or a renewal; any other word of its is as good as none.
    private static readonly Reason[] Refusals =
        [.. EnrolmentReasons.All.Where(reason => reason.Class == ReasonClass.Rejected), EvidenceReasons.DeviceCertificateExpired, HubReasons.DeviceEnrolled];


    /// <summary>Makes one attempt with a token.</summary>
    /// <param name="hub">The hub's address.</param>
    /// <param name="token">The token.</param>
    /// <param name="request">PKCS#10 in DER.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public async Task<EnrolmentAnswer> EnrolAsync(Uri hub, EnrolToken token, ReadOnlyMemory<byte> request, CancellationToken cancellationToken)
    {
        string credentials = Convert.ToBase64String(Encoding.ASCII.GetBytes($"{HubRoutes.EstUser}:{token.SecretText}"));
        return await AskAsync(new JudgedHttp(trust, token.Pin, null), new Uri(hub, HubRoutes.EstEnrol), [("Authorization", $"Basic {credentials}")], request, cancellationToken);
    }

    /// <summary>Makes one attempt with a manufacturer's certificate (IEEE 802.1AR).</summary>
    /// <param name="hub">The hub's address.</param>
    /// <param name="idevid">The certificate with its key.</param>
    /// <param name="request">PKCS#10 in DER.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public Task<EnrolmentAnswer> EnrolAsync(Uri hub, SslStreamCertificateContext idevid, ReadOnlyMemory<byte> request, CancellationToken cancellationToken) =>
        AskAsync(new JudgedHttp(trust, null, idevid), new Uri(hub, HubRoutes.EstEnrol), [], request, cancellationToken);

    /// <summary>Makes one attempt to renew (RFC 7030, 4.2.2).</summary>
    /// <param name="hub">The hub's address.</param>
    /// <param name="identity">The identity in force.</param>
    /// <param name="request">PKCS#10 in DER, for another key.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public Task<EnrolmentAnswer> RenewAsync(Uri hub, EnrolledIdentity identity, ReadOnlyMemory<byte> request, CancellationToken cancellationToken) =>
        AskAsync(new JudgedHttp(trust, null, identity.Tls), new Uri(hub, HubRoutes.EstRenew), [], request, cancellationToken);

    /// <summary>Tells the hub that this device is out of use.</summary>
    /// <param name="hub">The hub's address.</param>
    /// <param name="identity">The identity in force.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>Null when the hub knows it now; otherwise why not.</returns>
    public async Task<string?> RetireAsync(Uri hub, EnrolledIdentity identity, CancellationToken cancellationToken)
    {
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(RetirePatience);
        try
        {
            await using HttpResponse answer = await new JudgedHttp(trust, null, identity.Tls).SendAsync(
                "POST", new Uri(hub, HubRoutes.RetireOf(identity.Ueid.Hex)), [], ReadOnlyMemory<byte>.Empty, deadline.Token);
            byte[] body = await answer.ReadAllAsync(MaxAnswerBytes, deadline.Token);
            return answer.Status == 200 ? null : $"status {answer.Status}{(HubAnswerJson.ReadRefusal(body) is { } error ? $": {Cut(error.Message)}" : string.Empty)}";
        }
        catch (Exception failed) when (failed is IOException or HttpFaultException)
        {
            return failed.Message;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return "no answer in time";
        }
    }

    private static async Task<EnrolmentAnswer> AskAsync(
        JudgedHttp http, Uri address, IEnumerable<(string Name, string Value)> headers, ReadOnlyMemory<byte> request, CancellationToken cancellationToken)
    {
        byte[] body = Encoding.ASCII.GetBytes(Convert.ToBase64String(request.Span));
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Patience);
        try
        {
            await using HttpResponse answer = await http.SendAsync(
                "POST", address, [("Content-Type", "application/pkcs10"), ("Content-Transfer-Encoding", "base64"), .. headers], body, deadline.Token);
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
        HubError? error = HubAnswerJson.ReadRefusal(body);
        string detail = $"status {status}{(error is null ? string.Empty : $": {Cut(error.Message)}{(error.Why is null ? string.Empty : $" ({Cut(error.Why)})")}")}";
        if (Refusals.FirstOrDefault(reason => reason.Code == error?.Reason) is { } known && status is >= 400 and < 500)
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

using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using MLSecOps.Contracts.Hub;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Eat;
using MLSecOps.Formats.Enrolment;
using MLSecOps.Hub.Api;
using MLSecOps.Hub.Domain.Devices;
using MLSecOps.Hub.Domain.Storage;
using MLSecOps.Hub.Identity;
using MLSecOps.Trust.Identity;

namespace MLSecOps.Hub.Enrolment;

/// <summary>Enrolment over Secure Transport (RFC 7030): a device's key against a one-time token.</summary>
internal sealed class EstEndpoints(IHubStore store, HubIdentity identity, TimeProvider time, Action<string> enrolled)
{
    private const string ContentType = "application/pkcs7-mime; smime-type=certs-only";

    // 13 months; the issuer cuts it to what is left of the authority's own time.
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(397);

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(HubRoutes.EstCertificates, () => Certificates([.. identity.Hub.Anchors, .. identity.DeviceCompanions]));
        routes.MapPost(HubRoutes.EstEnrol, EnrolAsync);
    }

    private async Task<IResult> EnrolAsync(HttpContext context, CancellationToken cancellationToken)
    {
        if (!TryReadSecret(context.Request.Headers.Authorization.ToString(), out byte[]? secret))
        {
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"estrealm\"";
            return ApiResult.Error(EnrolmentReasons.TokenUnknown, "no token, or none that this hub could have made", null, StatusCodes.Status401Unauthorized);
        }

        byte[]? body = await RequestBody.ReadAsync(context.Request, cancellationToken);
        return Enrol(Sha256Digest.Of(secret), body);
    }

    private IResult Enrol(Sha256Digest secret, byte[]? body)
    {
        DateTimeOffset now = time.GetUtcNow();
        using IHubTransaction database = store.Begin();
        EnrolmentToken? token = database.FindToken(secret);
        if (token is null || token.Used is not null || token.Expires < now)
        {
            Reason reason = token is null ? EnrolmentReasons.TokenUnknown : token.Used is not null ? EnrolmentReasons.TokenUsed : EnrolmentReasons.TokenExpired;
            return ApiResult.Error(reason, reason.Title, null, StatusCodes.Status401Unauthorized);
        }

        if (body is null || DecodeBase64(body) is not { } request)
        {
            return ApiResult.Error(EnrolmentReasons.RequestRefused, "the request is not base64 of PKCS#10", null, StatusCodes.Status400BadRequest);
        }

        Ueid ueid = Ueid.TryParse(token.Ueid, out Ueid? known) ? known : throw new InvalidOperationException("a token without a UEID; this is a bug");
        if (!DeviceCertificateIssuer.ReadRequest(request, ueid).TryGet(out ReadOnlyMemory<byte> key, out FormatFault? fault))
        {
            return ApiResult.Error(fault.Reason, fault.Reason.Title, $"expected {fault.Expected}, found {fault.Found}", StatusCodes.Status400BadRequest);
        }

        // An hour back, so that a device whose clock is a little late accepts it.
        byte[] certificate = DeviceCertificateIssuer.Issue(
            key.Span, ueid, identity.DeviceAuthority, now.AddHours(-1), now + Lifetime, RandomNumberGenerator.GetBytes(16));
        Device device = new(ueid.Hex, Sha256Digest.Of(key.Span), [certificate, .. identity.DeviceCompanions], now, token.CreatedBy);
        if (!database.Redeem(secret, device))
        {
            return ApiResult.Error(EnrolmentReasons.TokenUsed, EnrolmentReasons.TokenUsed.Title, "the device is enrolled already", StatusCodes.Status401Unauthorized);
        }

        database.AddChange(new Domain.Records.Change(now, ueid.Hex, null, $"enrolled with a token of {token.CreatedBy}", null, "notice"));
        database.Commit();
        enrolled(ueid.Hex);
        return Certificates(device.Certificates);
    }

    private static IResult Certificates(IReadOnlyList<ReadOnlyMemory<byte>> certificates) =>
        Results.Bytes(Encoding.ASCII.GetBytes(Lines(Convert.ToBase64String(CertificatesOnly.Encode(certificates), Base64FormattingOptions.InsertLineBreaks))), ContentType);

    // Lines for decoders that want them, ended by LF alone for those that take no CR.
    private static string Lines(string base64) => base64.Replace("\r\n", "\n", StringComparison.Ordinal) + "\n";

    private static bool TryReadSecret(string header, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out byte[]? secret)
    {
        const string Scheme = "Basic ";
        const string User = HubRoutes.EstUser + ":";
        secret = null;
        byte[] bytes = new byte[256];
        if (header.Length > 256 || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) || !Convert.TryFromBase64String(header[Scheme.Length..], bytes, out int length))
        {
            return false;
        }

        string credentials = Encoding.UTF8.GetString(bytes, 0, length);
        return credentials.StartsWith(User, StringComparison.Ordinal) && EnrolToken.TryParseSecret(credentials[User.Length..], out secret);
    }

    // RFC 8951, 3: bodies are base64 whatever Content-Transfer-Encoding says; white space may break the lines.
    private static byte[]? DecodeBase64(byte[] body)
    {
        byte[] decoded = new byte[body.Length];
        return Base64.DecodeFromUtf8([.. body.Where(each => each is not ((byte)'\r' or (byte)'\n' or (byte)' '))], decoded, out _, out int written) == System.Buffers.OperationStatus.Done
            ? decoded[..written]
            : null;
    }
}

using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MLSecOps.Contracts.Hub;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Enrolment;
using MLSecOps.Hub.Access;
using MLSecOps.Hub.Api;
using MLSecOps.Hub.Domain.Storage;
using MLSecOps.Hub.Identity;
using MLSecOps.Trust.Identity;

namespace MLSecOps.Hub.Enrolment;

/// <summary>Enrolment over Secure Transport (RFC 7030): a device's first certificate against a one-time token or a manufacturer's certificate, and each later one against the one before.</summary>
internal sealed class EstEndpoints(IHubStore store, HubIdentity identity, EstParts parts, Action<string> enrolled)
{
    private const string ContentType = "application/pkcs7-mime; smime-type=certs-only";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(HubRoutes.EstCertificates, () => Certificates([.. identity.Hub.Anchors, .. identity.DeviceCompanions]));
        routes.MapPost(HubRoutes.EstEnrol, EnrolAsync);
        routes.MapPost(HubRoutes.EstRenew, RenewAsync);
    }

    private async Task<IResult> EnrolAsync(HttpContext context, CancellationToken cancellationToken)
    {
        string authorization = context.Request.Headers.Authorization.ToString();
        X509Certificate2? shown = authorization.Length == 0 && parts.Idevids.IsOffered ? context.Connection.ClientCertificate : null;
        byte[]? secret = null;
        if (shown is null && !TryReadSecret(authorization, out secret))
        {
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"estrealm\"";
            return ApiResult.Error(EnrolmentReasons.TokenUnknown, "no token, or none that this hub could have made", null, StatusCodes.Status401Unauthorized);
        }

        byte[]? request = await ReadAsync(context, cancellationToken);
        using IHubTransaction database = store.Begin();
        return Answer(context, null, shown is not null
            ? parts.Idevids.Enrol(database, shown, request, From(context))
            : parts.Tokens.Enrol(database, Sha256Digest.Of(secret!), request, From(context)));
    }

    private async Task<IResult> RenewAsync(HttpContext context, CancellationToken cancellationToken)
    {
        Caller caller = parts.Judge.Judge(context.Connection.ClientCertificate);
        if (caller is not Caller.OfDevice device)
        {
            Reason reason = (caller as Caller.Unknown)?.Reason ?? EnrolmentReasons.NotAuthorised;
            return Answer(context, (caller as Caller.Unknown)?.Ueid, new EstAnswer.Refused(reason, (caller as Caller.Unknown)?.Detail, StatusCodes.Status403Forbidden));
        }

        byte[]? request = await ReadAsync(context, cancellationToken);
        using IHubTransaction database = store.Begin();
        return Answer(context, null, parts.Renewal.Renew(database, device, request, From(context)));
    }

    private IResult Answer(HttpContext context, string? ueid, EstAnswer answer)
    {
        switch (answer)
        {
            case EstAnswer.Issued issued:
                enrolled(issued.Ueid);
                return Certificates(issued.Certificates);
            case EstAnswer.Refused refused:
                parts.Sink.Refused(ueid, refused.Reason, $"{From(context)}{(refused.Detail is null ? string.Empty : $": {refused.Detail}")}");
                return ApiResult.Error(refused.Reason, refused.Reason.Title, refused.Detail, refused.Status);
            default:
                throw new InvalidOperationException("an answer of an unknown kind; this is a bug");
        }
    }

    private static async Task<byte[]?> ReadAsync(HttpContext context, CancellationToken cancellationToken) =>
        await RequestBody.ReadAsync(context.Request, cancellationToken) is { } body ? DecodeBase64(body) : null;

    private static string From(HttpContext context) => context.Connection.RemoteIpAddress?.ToString() ?? "an unknown address";

    private static IResult Certificates(IReadOnlyList<ReadOnlyMemory<byte>> certificates) =>
        Results.Bytes(Encoding.ASCII.GetBytes(Lines(Convert.ToBase64String(CertificatesOnly.Encode(certificates), Base64FormattingOptions.InsertLineBreaks))), ContentType);

    // Lines for decoders that want them, ended by LF alone for those that take no CR.
    private static string Lines(string base64) => base64.Replace("\r\n", "\n", StringComparison.Ordinal) + "\n";

    private static bool TryReadSecret(string header, [NotNullWhen(true)] out byte[]? secret)
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

using System.Security.Cryptography;
using MLSecOps.Contracts.Commands;
using MLSecOps.Contracts.Hub;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Eat;
using MLSecOps.Formats.Enrolment;
using MLSecOps.Hub.Domain.Devices;
using MLSecOps.Hub.Domain.Storage;
using MLSecOps.Hub.Identity;

namespace MLSecOps.Hub.Api;

/// <summary>One-time tokens: shown once, kept as a hash.</summary>
internal sealed class TokenEndpoints(IHubStore store, HubIdentity identity, TimeProvider time)
{
    public void Map(IEndpointRouteBuilder routes) => routes.MapPost(HubRoutes.Tokens, MakeAsync).ForOperators();

    private async Task<IResult> MakeAsync(HttpContext context, CancellationToken cancellationToken)
    {
        if (!RequestBody.TryRead(await RequestBody.ReadAsync(context.Request, cancellationToken), HubJson.Default.TokenRequest, out TokenRequest? request))
        {
            return ApiResult.Error(HubReasons.RequestMalformed, "the body is no token request");
        }

        if (!TokenLife.TryRead(request.ValidSeconds, out TimeSpan life))
        {
            return ApiResult.Error(HubReasons.RequestMalformed, $"valid_seconds is {TokenLife.Range}, not {request.ValidSeconds}");
        }

        Ueid? ueid = Ueid.ForDevice(RandomNumberGenerator.GetBytes(Ueid.DeviceBytes - 1));
        if (request.Ueid is not null && !Ueid.TryParse(request.Ueid, out ueid))
        {
            return ApiResult.Error(HubReasons.RequestMalformed, "ueid has 34 hexadecimal digits and begins with 01");
        }

        byte[] secret = RandomNumberGenerator.GetBytes(EnrolToken.SecretBytes);
        DateTimeOffset now = time.GetUtcNow();
        EnrolmentToken token = new(Sha256Digest.Of(secret), ueid!.Hex, now, now + life, context.OperatorName());
        using IHubTransaction database = store.Begin();
        if (database.FindDevice(token.Ueid) is not null)
        {
            return ApiResult.Error(HubReasons.DeviceEnrolled, $"device {token.Ueid} is enrolled already", null, StatusCodes.Status409Conflict);
        }

        database.AddToken(token);
        database.Commit();
        TokenReply reply = new(EnrolToken.Of(secret, identity.Pin).ToString(), token.Ueid, Timestamp.Of(token.Expires));
        context.Response.Headers.CacheControl = "no-store";
        return Results.Json(reply, HubJson.Default.TokenReply, statusCode: StatusCodes.Status201Created);
    }
}

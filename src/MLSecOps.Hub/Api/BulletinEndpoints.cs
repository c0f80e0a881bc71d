using MLSecOps.Contracts.Hub;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Documents;
using MLSecOps.Hub.Bulletins;
using MLSecOps.Hub.Domain.Bulletins;
using MLSecOps.Hub.Domain.Rollouts;
using MLSecOps.Hub.Domain.Storage;
using MLSecOps.Hub.Domain.Views;
using MLSecOps.Hub.Ingest;

namespace MLSecOps.Hub.Api;

/// <summary>Publishers' bulletins: brought by operators, verified, and carried to every device.</summary>
internal sealed class BulletinEndpoints(IHubStore store, HubPicture picture, BulletinDesk desk, TimeProvider time, Intake intake)
{
    private const int Most = 100;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(HubRoutes.Bulletins, () => Results.Json(picture.Bulletins(Most, time.GetUtcNow()), HubJson.Default.HubBulletins)).ForOperators();
        routes.MapPost(HubRoutes.Bulletins, PostAsync).ForOperators();
    }

    private async Task<IResult> PostAsync(HttpContext context, CancellationToken cancellationToken)
    {
        context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = SignedMessage.MostBytes;
        byte[]? message = await RequestBody.ReadAsync(context.Request, SignedMessage.MostBytes, cancellationToken);
        BulletinResult result;
        using (IHubTransaction database = store.Begin())
        {
            result = message is null
                ? new BulletinResult.Refused(DocumentReasons.BulletinMalformed, $"expected at most {SignedMessage.MostBytes} bytes")
                : desk.Take(database, message, context.OperatorName());
            if (result is BulletinResult.Accepted)
            {
                database.Commit();
            }
        }

        switch (result)
        {
            case BulletinResult.Accepted accepted:
                await intake.PublishBulletinAsync();
                await SendAsync(accepted.Directives);
                return Answer(accepted.Bulletin, StatusCodes.Status201Created);
            case BulletinResult.Known known:
                return Answer(known.Bulletin, StatusCodes.Status200OK);
            case BulletinResult.Refused refused:
                return Refuse(refused);
            default:
                throw new InvalidOperationException("a result of an unknown kind; this is a bug");
        }
    }

    private Task SendAsync(IReadOnlyList<IssuedDirective> directives) => directives.Count > 0 ? intake.SendAsync(directives) : Task.CompletedTask;

    private IResult Answer(StoredBulletin bulletin, int status) => Results.Json(picture.Bulletin(bulletin, time.GetUtcNow()), HubJson.Default.HubBulletin, statusCode: status);

    private static IResult Refuse(BulletinResult.Refused refused) => ApiResult.Error(
        refused.Reason,
        $"the bulletin is not accepted: {refused.Reason.Title}",
        refused.Detail,
        refused.Reason == DocumentReasons.BulletinOlder || refused.Reason == DocumentReasons.BulletinConflict ? StatusCodes.Status409Conflict : StatusCodes.Status422UnprocessableEntity);
}

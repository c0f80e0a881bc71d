using MLSecOps.Contracts.Hub;
using MLSecOps.Core.Findings;
using MLSecOps.Hub.Domain.Views;

namespace MLSecOps.Hub.Api;

/// <summary>Findings, as the page shows them.</summary>
internal sealed class FindingEndpoints(HubPicture picture)
{
    private const int Most = 1000;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(HubRoutes.Findings, (string? device, bool? open) => Results.Json(picture.Findings(device, open, Most), HubJson.Default.HubFindings)).ForOperators();
        routes.MapGet(HubRoutes.Findings + "/{id:long}", (long id) => picture.Finding(id) is { } finding
            ? Results.Json(finding, HubJson.Default.HubFinding)
            : ApiResult.Error(HubReasons.NotFound, "there is no such finding")).ForOperators();
    }
}

using MLSecOps.Contracts.Commands;
using MLSecOps.Contracts.Hub;
using MLSecOps.Core.Findings;

namespace MLSecOps.Hub.Api;

/// <summary>Answers of the interface: a document, or what is wrong as <see cref="HubError"/> with the status that its class has.</summary>
internal static class ApiResult
{
    /// <summary>An error.</summary>
    public static IResult Error(Reason reason, string message, string? why = null, int? status = null) =>
        Results.Json(new HubError(Schemas.Error, reason.Code, message, why), HubJson.Default.HubError, statusCode: status ?? StatusOf(reason));

    private static int StatusOf(Reason reason) =>
        reason == EnrolmentReasons.NotAuthorised || reason == EnrolmentReasons.DeviceNotEnrolled ? StatusCodes.Status403Forbidden
        : reason == HubReasons.NotFound || reason == HubReasons.DeviceUnknown || reason == HubReasons.PackageUnknown ? StatusCodes.Status404NotFound
        : reason.Class switch
        {
            ReasonClass.Usage => StatusCodes.Status400BadRequest,
            ReasonClass.Rejected or ReasonClass.Inconclusive => StatusCodes.Status422UnprocessableEntity,
            _ => StatusCodes.Status500InternalServerError,
        };
}

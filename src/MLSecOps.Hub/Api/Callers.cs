using MLSecOps.Core.Findings;
using MLSecOps.Hub.Access;

namespace MLSecOps.Hub.Api;

/// <summary>Who may use an address.</summary>
internal static class Callers
{
    /// <summary>Lets operators through, with their name; everybody else gets an error that says why.</summary>
    public static RouteHandlerBuilder ForOperators(this RouteHandlerBuilder route) =>
        route.AddEndpointFilter(async (context, next) => Of(context.HttpContext) is Caller.Operator ? await next(context) : Refuse(Of(context.HttpContext)));

    /// <summary>Lets operators and enrolled devices through.</summary>
    public static RouteHandlerBuilder ForOperatorsAndDevices(this RouteHandlerBuilder route) =>
        route.AddEndpointFilter(async (context, next) => Of(context.HttpContext) is Caller.Unknown ? Refuse(Of(context.HttpContext)) : await next(context));

    /// <summary>The operator's name, behind <see cref="ForOperators"/>.</summary>
    public static string OperatorName(this HttpContext context) => ((Caller.Operator)Of(context)).Name;

    /// <summary>The device, behind <see cref="ForOperatorsAndDevices"/>; null for an operator.</summary>
    public static Domain.Devices.Device? DeviceOf(this HttpContext context) => (Of(context) as Caller.OfDevice)?.Device;

    // Judged once a request: a revoked certificate does not outlive its connection by keep-alive.
    private static Caller Of(HttpContext context)
    {
        if (context.Items.TryGetValue(typeof(Caller), out object? known))
        {
            return (Caller)known!;
        }

        Caller caller = context.RequestServices.GetRequiredService<CallerJudge>().Judge(context.Connection.ClientCertificate);
        context.Items[typeof(Caller)] = caller;
        return caller;
    }

    private static IResult Refuse(Caller caller) => caller is Caller.Unknown unknown
        ? ApiResult.Error(unknown.Reason, unknown.Reason.Title, unknown.Detail, StatusCodes.Status403Forbidden)
        : ApiResult.Error(EnrolmentReasons.NotAuthorised, "this is for operators", null, StatusCodes.Status403Forbidden);
}

package validate

import (
	"strconv"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/syntax"
)

// CountAndIDs is a request for a number of devices, and for certain ones.
var CountAndIDs = &diag.Def{Code: "count-and-device-ids", Title: "both count and device_ids"}

// DeviceRequests forbids to ask for a number of devices and for certain ones at once.
var DeviceRequests = &Rule{
	Name:      "device-requests",
	Doc:       "A request for devices has either count or device_ids.",
	Codes:     []*diag.Def{CountAndIDs},
	Structure: true,
	Check:     checkDeviceRequests,
}

func checkDeviceRequests(p *Pass) {
	for _, s := range p.inTree() {
		if s.Service == nil || len(s.GPUs) > 0 {
			p.checkRequests(s, "gpus")
		}
		if s.Service == nil || s.Deploy != nil && s.Deploy.Resources.Reservations != nil {
			p.checkRequests(s, "deploy", "resources", "reservations", "devices")
		}
	}
}

func (p *Pass) checkRequests(s Service, keys ...string) {
	for i, request := range s.Node(keys...).Items() {
		count, ids := pairOf(request, "count"), pairOf(request, "device_ids")
		if count.Value != nil && ids.Value != nil {
			path := syntax.Below(s.Path(), keys...)
			p.Report(CountAndIDs.At(firstSpan(ids.Span(), spanOf(request)), "device_ids and count exclude each other").
				Labelled(count.Span(), "count is here").
				Helped("remove one of them").About(path + "[" + strconv.Itoa(i) + "]"))
		}
	}
}
